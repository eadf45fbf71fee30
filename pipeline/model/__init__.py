"""Nouns and closed words; no input or output, no clock."""
