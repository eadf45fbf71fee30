"""The one way in which rendering a mail fails."""

from __future__ import annotations


class Unrenderable(ValueError):
    """A draft of which no mail can be made; the message says why. Trying again does not help."""
