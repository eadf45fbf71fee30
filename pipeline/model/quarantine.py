"""What is known of something that was set aside because reading it stops the program that reads it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime

from pipeline.model.outcomes import Outcome
from pipeline.model.values import Value


class SetAside(Value):
    """A page, a feed's record or a whole spool file in quarantine.

    `detail` has the number that was too much, `tries` counts all that were made, `archive` says where the
    same record lies in the archive, as file:offset.
    """

    id: str
    kind: Literal["page", "feed", "file"] = "page"
    url: str = ""
    source: str = ""
    cycle: str = ""
    outcome: Outcome
    detail: str = ""
    at: AwareDatetime
    tries: int = 1
    archive: str = ""

    def describe(self) -> dict[str, Any]:
        """Give what reports and the command line print of it."""
        return self.model_dump(mode="json")
