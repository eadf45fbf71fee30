"""Find: watches and changed articles in; hits out."""
