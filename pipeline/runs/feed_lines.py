"""What a saved feed lists, as it is printed: it goes from one process to another and loads nothing there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.model.outcomes import Outcome

if TYPE_CHECKING:
    from pipeline.discover import Discovery


class FeedLines(NamedTuple):
    """How reading a saved feed, sitemap or section page ended, and what it lists.

    `candidates` are lines of JSON, `children` sub-sitemaps, `bad` why entries were dropped; `detail` says
    more of an outcome that is a fault.
    """

    outcome: Outcome
    candidates: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    detail: str = ""


def format_discovery(found: Discovery) -> FeedLines:
    """Give the lines of what was discovered."""
    lines = tuple(candidate.model_dump_json(exclude_defaults=True) for candidate in found.candidates)
    return FeedLines(found.outcome, lines, found.children, found.bad, found.detail)
