"""Corrections: an article that was mailed and whose facts have changed since, for those who asked to hear of
it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline.alert.find.news import Changed
from pipeline.config.watches import Subscriber, Watch
from pipeline.model import rhythm
from pipeline.model.mails import Hit
from pipeline.store import hits, revisions
from pipeline.store.client import Store
from pipeline.text.clean import fold_text

MOST_NUMBERS = 3
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d+)*")
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")

Change = tuple[str, str, str]
"""Field, what stood there, what stands there now."""
Document = Mapping[str, Any]


def find_corrections(
    store: Store, watches: Sequence[Watch], articles: Mapping[str, Changed], now: datetime
) -> list[Hit]:
    """Give a hit of kind `updated` for each person who was mailed one of these articles before its facts
    changed.
    """
    listening = {w.id: w for w in watches if w.updates}
    revised = [a.id for a in articles.values() if a.revision > 1]
    if not listening or not revised:
        return []
    told = [
        h
        for h in hits.find_mailed_hits(store, revised)
        if h.revision < articles[h.article].revision and _pick_watches(h, listening)
    ]
    before, after = load_versions(store, told)
    changed = [
        h
        for h in told
        if h.id in before and h.article in after and compare_articles(before[h.id], after[h.article])
    ]
    return [_make_hit(h, _pick_watches(h, listening), now) for h in changed]


def _pick_watches(told: Hit, listening: Mapping[str, Watch]) -> list[tuple[Watch, Subscriber]]:
    """Give the watches of a hit that tell of corrections, with the person as each has them; one who was taken
    off hears no more.
    """
    chosen = [listening[w] for w in told.watches if w in listening]
    return [(w, p) for w in chosen for p in w.recipients if p.id == told.recipient]


def load_versions(store: Store, told: Sequence[Hit]) -> tuple[dict[str, Document], dict[str, Document]]:
    """Give what was mailed, by hit, and what stands there now, by article."""
    before = revisions.load_revisions(store, sorted({(h.article, h.revision) for h in told}))
    after = {
        id_: doc["_source"]
        for id_, doc in store.get_documents("articles", sorted({h.article for h in told})).items()
    }
    return {h.id: before[h.article, h.revision] for h in told if (h.article, h.revision) in before}, after


def compare_articles(before: Document, after: Document) -> tuple[Change, ...]:
    """Give the facts that differ: headline, day, names, numbers. Words put otherwise, a comma, an added
    photograph are none.
    """
    found = [
        _compare_headlines(before, after),
        _compare_days(before, after),
        *_compare_names(before, after),
        _compare_numbers(before, after),
    ]
    return tuple(change for change in found if change)


def _compare_headlines(before: Document, after: Document) -> Change | None:
    old, new = before["title"], after["title"]
    return ("title", old, new) if _split_words(old) != _split_words(new) else None


def _split_words(text: str) -> list[str]:
    return _WORD.findall(fold_text(text))


def _compare_days(before: Document, after: Document) -> Change | None:
    old, new = before.get("published_on"), after.get("published_on")
    return (
        ("published_at", before["published_at"], after["published_at"])
        if old and new and old != new
        else None
    )


def _compare_names(before: Document, after: Document) -> list[Change]:
    fields = ((name, before.get(name) or [], after.get(name) or []) for name in ("people", "organisations"))
    return [(name, ", ".join(old), ", ".join(new)) for name, old, new in fields if set(old) != set(new)]


def _compare_numbers(before: Document, after: Document) -> Change | None:
    """Compare the numbers in the text, 1,500 and 1 500 being one number; show the sentences in which they
    stood and stand.
    """
    old, new = _find_numbers(before["text"]), _find_numbers(after["text"])
    gone, come = [v for k, v in old.items() if k not in new], [v for k, v in new.items() if k not in old]
    return (
        ("text", _quote_sentences(before["text"], gone), _quote_sentences(after["text"], come))
        if gone or come
        else None
    )


def _find_numbers(text: str) -> dict[str, str]:
    found = _NUMBER.findall(text)
    return {re.sub(r"\D", "", number): number for number in found}


def _quote_sentences(text: str, numbers: Sequence[str]) -> str:
    """Give the sentences that hold the first of these numbers."""
    sentences = _SENTENCE.split(text)
    wanted = [re.compile(rf"(?<!\d){re.escape(number)}(?!\d)") for number in numbers[:MOST_NUMBERS]]
    return " … ".join(dict.fromkeys(s.strip() for s in sentences if any(w.search(s) for w in wanted)))


def _make_hit(told: Hit, own: Sequence[tuple[Watch, Subscriber]], now: datetime) -> Hit:
    """Give the hit; it keeps the revision that was mailed, with which the mail will compare."""
    first, name = min(
        (rhythm.find_due_time(w.rhythm, w.collect_quiet_hours(p), p.clock, now), str(w.rhythm))
        for w, p in own
    )
    changed = {
        "kind": "updated",
        "watches": tuple(w.id for w, _ in own),
        "rhythm": name,
        "found_at": now,
        "due_at": first,
    }
    return told.model_copy(update={**changed, "mail": None, "state": "open", "sequence": None})
