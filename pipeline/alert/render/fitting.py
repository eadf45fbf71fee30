"""How much of a draft a mail shows: as much as keeps its HTML below the size that mail programs cut.

Gmail hides what comes after 102 kB, and with it the way to stop the mails.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.alert.render.grouping import SHORT
from pipeline.alert.render.html import render_html
from pipeline.alert.render.mail_view import Extent, MailView, build_mail_view
from pipeline.alert.render.wording import Wording
from pipeline.model.drafts import Draft

MOST_BYTES = 90_000
"""Bytes of HTML, at most."""


def fit_mail(draft: Draft, wording: Wording, unsubscribe: str | None, chart_id: str) -> tuple[MailView, str]:
    """Give the view of a draft that fits, and its HTML.

    Each story that there is no room to tell is named; where there is no room for all names, the first five
    stories are told all the same, and the rest of the names is counted.
    """
    room = _Room(draft, wording, unsubscribe, chart_id)
    items = len(draft.items)
    everything = items + len(draft.headlines)
    least = min(SHORT, items)
    if room.fits(Extent(items, everything - items)):
        extent = Extent(items, everything - items)
    elif room.fits(Extent(least, everything - least)):
        whole = _find_most(least, items, lambda whole: room.fits(Extent(whole, everything - whole)))
        extent = Extent(whole, everything - whole)
    elif room.fits(Extent(least, 0)):
        named = _find_most(0, everything - least, lambda named: room.fits(Extent(least, named)))
        extent = Extent(least, named)
    else:
        extent = Extent(_find_most(min(1, items), least, lambda whole: room.fits(Extent(whole, 0))), 0)
    return room.lay_out(extent)


class _Room:
    """Lays a draft out to any extent, and says whether that fits."""

    def __init__(self, draft: Draft, wording: Wording, unsubscribe: str | None, chart_id: str) -> None:
        self._about = (draft, wording, unsubscribe)
        self._chart_id = chart_id
        self._made: dict[Extent, tuple[MailView, str]] = {}

    def lay_out(self, extent: Extent) -> tuple[MailView, str]:
        if extent not in self._made:
            view = build_mail_view(*self._about, extent)
            self._made[extent] = (view, render_html(view, self._about[1].language, self._chart_id))
        return self._made[extent]

    def fits(self, extent: Extent) -> bool:
        return len(self.lay_out(extent)[1].encode()) <= MOST_BYTES


def _find_most(low: int, high: int, fits: Callable[[int], bool]) -> int:
    """Give the largest number up to `high` that fits; `low` is known to."""
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low
