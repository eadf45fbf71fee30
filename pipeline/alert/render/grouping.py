"""In which groups a long mail tells its stories: by theme, an event's together, the important first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.model.drafts import Item

SHORT = 5
"""Stories of a mail that has neither groups nor an index."""


def group_items(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Give themes, each with its stories; a short mail has one group without a theme.

    Groups stand in the order of their first story, what shares no theme with another story stands last. The
    most important story, whose headline is the subject, is told first, alone with its theme if need be.
    """
    if len(items) <= SHORT:
        return [("", list(items))] if items else []
    counts = Counter(theme for item in items for theme in dict.fromkeys(item.themes))
    by_event: dict[str, str] = {}
    groups: dict[str, list[Item]] = {}
    for number, item in enumerate(items):
        theme = _choose_theme(item, counts) or (next(iter(item.themes), "") if number == 0 else "")
        if item.event:
            theme = by_event.setdefault(item.event, theme)
        groups.setdefault(theme, []).append(item)
    ordered = [(theme, _join_events(some)) for theme, some in groups.items()]
    return sorted(ordered, key=lambda group: not group[0])


def _choose_theme(item: Item, counts: Counter[str]) -> str:
    """Give the theme that a text speaks of most and that another story has too, empty without any."""
    return next((theme for theme in item.themes if counts[theme] > 1), "")


def _join_events(items: Sequence[Item]) -> list[Item]:
    """Put stories of an event behind its first."""
    first: dict[str, int] = {}
    for number, item in enumerate(items):
        first.setdefault(item.event or item.story, number)
    return sorted(items, key=lambda item: first[item.event or item.story])
