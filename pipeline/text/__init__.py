"""Strings in, strings out: clean text, addresses, sketches; no input or output, no clock."""
