"""An article and its neighbours in; the story that it joins out."""
