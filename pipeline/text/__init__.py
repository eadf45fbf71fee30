"""Strings in, strings out: clean text, encodings, addresses, URLs, sketches; no input or output, no clock."""
