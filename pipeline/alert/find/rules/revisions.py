"""What a correction has changed: headline, day, names, numbers; words put otherwise are no correction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline.config.subscribers import Subscriber
from pipeline.config.watches import Watch
from pipeline.model import rhythm
from pipeline.model.mails import Hit
from pipeline.text.clean import fold_text

MOST_NUMBERS = 3
_NUMBER = re.compile(r"\d+(?:[.,\u00a0 ]\d+)*")
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")

FactChange = tuple[str, str, str]
"""Field, what stood there, what stands there now."""
ArticleFields = Mapping[str, Any]
"""An article as the index has it."""
Listening = Sequence[tuple[Watch, Subscriber]]
"""Watches that tell of corrections, each with the person as that watch has them."""


def pick_listening(mailed: Hit, watches: Mapping[str, Watch]) -> Listening:
    """Give the watches of a hit that tell of corrections; a person who was taken off one hears no more of it.

    `watches` are those that tell of corrections, by id.
    """
    own = []
    for id_ in mailed.watches:
        if id_ in watches:
            people = {person.id: person for person in watches[id_].recipients}
            if mailed.recipient in people:
                own.append((watches[id_], people[mailed.recipient]))
    return own


def make_correction(mailed: Hit, own: Listening, now: datetime) -> Hit:
    """Give the hit of a correction; it keeps the revision that was mailed, with which its mail compares."""
    due, name = min(
        (rhythm.find_due_time(w.rhythm, w.collect_quiet_hours(p), p.clock, now), str(w.rhythm))
        for w, p in own
    )
    changes = {
        "kind": "updated",
        "watches": tuple(watch.id for watch, _ in own),
        "rhythm": name,
        "found_at": now,
        "due_at": due,
        "mail": None,
        "state": "open",
        "sequence": None,
    }
    return mailed.model_copy(update=changes)


def compare_articles(before: ArticleFields, after: ArticleFields) -> tuple[FactChange, ...]:
    """Give the facts that differ: headline, day, names, numbers.

    Words put otherwise, a comma, an added photograph are none.
    """
    found = [
        _compare_headlines(before, after),
        _compare_days(before, after),
        *_compare_names(before, after),
        _compare_numbers(before, after),
    ]
    return tuple(change for change in found if change)


def _compare_headlines(before: ArticleFields, after: ArticleFields) -> FactChange | None:
    old, new = before["title"], after["title"]
    return ("title", old, new) if _split_words(old) != _split_words(new) else None


def _split_words(text: str) -> list[str]:
    return _WORD.findall(fold_text(text))


def _compare_days(before: ArticleFields, after: ArticleFields) -> FactChange | None:
    old, new = before.get("published_on"), after.get("published_on")
    if not old or not new or old == new:
        return None
    return "published_at", before["published_at"], after["published_at"]


def _compare_names(before: ArticleFields, after: ArticleFields) -> list[FactChange]:
    changes = []
    for field in ("people", "organisations"):
        old, new = before.get(field) or [], after.get(field) or []
        if set(old) != set(new):
            changes.append((field, ", ".join(old), ", ".join(new)))
    return changes


def _compare_numbers(before: ArticleFields, after: ArticleFields) -> FactChange | None:
    """Compare the numbers in the text, 1,500 and 1 500 being one number; give the sentences around them."""
    old, new = _find_numbers(before["text"]), _find_numbers(after["text"])
    gone = [written for number, written in old.items() if number not in new]
    come = [written for number, written in new.items() if number not in old]
    if not gone and not come:
        return None
    return "text", _quote_sentences(before["text"], gone), _quote_sentences(after["text"], come)


def _find_numbers(text: str) -> dict[str, str]:
    """Give the numbers of a text by their digits, each as it was written."""
    return {re.sub(r"\D", "", number): number for number in _NUMBER.findall(text)}


def _quote_sentences(text: str, numbers: Sequence[str]) -> str:
    """Give the sentences that hold the first of these numbers."""
    wanted = [re.compile(rf"(?<!\d){re.escape(number)}(?!\d)") for number in numbers[:MOST_NUMBERS]]
    sentences = [s.strip() for s in _SENTENCE.split(text) if any(w.search(s) for w in wanted)]
    return " … ".join(dict.fromkeys(sentences))
