"""Find: watches and changed articles in; hits out. `rules` decide, the modules beside it ask the store."""
