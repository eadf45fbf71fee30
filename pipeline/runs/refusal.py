"""What a person asked for and cannot have."""

from __future__ import annotations


class Refusal(Exception):
    """A command cannot do what was asked; the message is the sentence that says why and what to do."""
