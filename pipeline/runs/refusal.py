"""What a person asked for and cannot have."""

from __future__ import annotations

from pipeline.model.faults import KnownFault


class Refusal(KnownFault):
    """A command cannot do what was asked; the message is the sentence that says why and what to do."""

    exit_code = 2
