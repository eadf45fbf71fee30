"""What becomes of an article beside the document that is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pipeline.model.items import Verdict
from pipeline.model.outcomes import Outcome
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.merging import derive_outcome, merge_article

URL = "https://outlet.example/visit"
HOUR = timedelta(hours=1)
OLD = {"title": "Old headline", "text": "An old text of six words."}
NEW = {"title": "New headline", "text": "A new text of quite a few words."}

RULES = [
    # what is there, what comes, hours later, outcome, fields written, revision kept
    ("the same words later", {}, {}, 1, Outcome.UNCHANGED, False, None),
    ("the same words of the same capture", {}, {}, 0, Outcome.UNCHANGED, False, None),
    ("the same words of an older capture", {}, {}, -1, Outcome.UNCHANGED, False, None),
    ("other words later", OLD, NEW, 1, Outcome.REVISED, True, 1),
    ("another headline later", OLD, OLD | {"title": "Corrected"}, 1, Outcome.REVISED, True, 1),
    ("the same capture read otherwise", OLD, NEW, 0, Outcome.REPLACED, True, None),
    ("other words of an older capture", NEW, OLD, -1, Outcome.OLDER, False, 0),
    ("the page after the feed's words", OLD | {"text_from": "feed"}, NEW, 1, Outcome.REPLACED, True, None),
    ("the feed's words after the page", OLD, NEW | {"text_from": "feed"}, 1, Outcome.UNCHANGED, False, None),
    (
        "the page after a seed",
        OLD | {"text_from": "seed", "origin": "seed"},
        NEW,
        1,
        Outcome.REVISED,
        True,
        1,
    ),
    (
        "a seed after the page",
        OLD,
        NEW | {"text_from": "seed", "origin": "seed"},
        1,
        Outcome.UNCHANGED,
        False,
        None,
    ),
    ("a cut text after the whole", NEW, OLD | {"partial": True}, 1, Outcome.UNCHANGED, False, None),
    ("the whole text after a cut one", OLD | {"partial": True}, NEW, 1, Outcome.REVISED, True, 1),
    ("the same words in another language", OLD, OLD | {"language": "az"}, 1, Outcome.REPLACED, True, None),
    ("an address more", {}, {"urls": (URL, URL + "?id=1")}, 1, Outcome.UNCHANGED, True, None),
    ("a feed more", {"found_in": ("one",)}, {"found_in": ("two",)}, 1, Outcome.UNCHANGED, True, None),
]


def written(make: Any, **given: Any) -> dict[str, Any]:
    changes = merge_article(None, make.write(url=URL, **given), make.now).changes
    assert changes is not None
    return changes


@pytest.mark.parametrize(
    ("there", "comes", "hours", "outcome", "writes", "revision"),
    [r[1:] for r in RULES],
    ids=[r[0] for r in RULES],
)
def test_merging_follows_the_table(
    make: Any,
    there: dict[str, Any],
    comes: dict[str, Any],
    hours: int,
    outcome: Outcome,
    writes: bool,
    revision: int | None,
) -> None:
    current = written(make, **there)
    merged = merge_article(
        current, make.write(url=URL, fetched_at=make.now + hours * HOUR, **comes), make.now + HOUR
    )
    assert merged.outcome is outcome
    assert (merged.changes is not None) is writes
    assert (merged.revision["revision"] if merged.revision else None) == revision


def test_a_revision_keeps_the_old_words_and_counts_on(make: Any) -> None:
    current = written(make, **OLD)
    merged = merge_article(current, make.write(url=URL, fetched_at=make.now + HOUR, **NEW), make.now + HOUR)
    assert merged.changes is not None
    assert merged.changes["revision"] == 2
    assert merged.changes["title"] == "New headline"
    assert merged.changes["changed_at"] == "2026-05-07T10:00:00.000Z"
    assert merged.revision == current


def test_first_seen_and_first_cycle_are_never_written_again(make: Any) -> None:
    merged = merge_article(
        written(make, **OLD), make.write(url=URL, fetched_at=make.now + HOUR, cycle="c9", **NEW), make.now
    )
    assert merged.changes is not None
    assert not {"first_seen_at", "indexed_at", "cycle"} & merged.changes.keys()


def test_addresses_and_feeds_are_gathered_and_nothing_else_is_touched(make: Any) -> None:
    current = written(make, found_in=("two",))
    merged = merge_article(
        current, make.write(url=URL, found_in=("one",), fetched_at=make.now + HOUR), make.now
    )
    assert merged.changes == {"found_in": ["one", "two"]}


COLLISIONS = [
    ("another address under the same id", {"url": "https://other.example/page"}, {}, True),
    (
        "a page that claims the address of another text",
        {"sketch": ("a", "b")},
        {"urls": (URL, URL + "/x"), "sketch": ("c", "d")},
        True,
    ),
    (
        "an edited copy at an address of its own",
        {"sketch": ("a", "b")},
        {"urls": (URL, URL + "/x"), "sketch": ("b", "c")},
        False,
    ),
    ("a rewritten text at the same address", {"sketch": ("a", "b")}, {"sketch": ("c", "d")}, False),
    (
        "a rewritten text at an address met before",
        {"sketch": ("a", "b"), "urls": (URL, URL + "/x")},
        {"urls": (URL, URL + "/x"), "sketch": ("c", "d")},
        False,
    ),
]


@pytest.mark.parametrize(
    ("there", "comes", "collides"), [c[1:] for c in COLLISIONS], ids=[c[0] for c in COLLISIONS]
)
def test_two_articles_under_one_id_are_told(
    make: Any, there: dict[str, Any], comes: dict[str, Any], collides: bool
) -> None:
    current = written(make, **{**OLD, **{k: v for k, v in there.items() if k != "url"}}) | {
        k: there[k] for k in there if k == "url"
    }
    merged = merge_article(current, make.write(url=URL, fetched_at=make.now + HOUR, **NEW, **comes), make.now)
    assert (merged.outcome is Outcome.ID_COLLISION) is collides
    assert (merged.changes is None) is collides


def test_a_capture_is_told_by_the_document_that_it_left(make: Any) -> None:
    captured, before, after = make.now, "2026-05-07T08:00:00.000Z", "2026-05-07T09:00:05.000Z"
    document = {"fetched_at": "2026-05-07T09:00:00.000Z", "indexed_at": after, "revision": 1}
    assert derive_outcome(document, captured) is Outcome.INDEXED
    assert derive_outcome(document | {"indexed_at": before, "revision": 2}, captured) is Outcome.REVISED
    assert derive_outcome(document | {"indexed_at": before}, captured) is Outcome.REPLACED
    assert derive_outcome(document, captured + HOUR) is Outcome.UNCHANGED


@pytest.mark.parametrize(("hours", "back"), [(1, True), (-1, False)])
def test_a_withdrawn_article_that_is_there_again_is_withdrawn_no_more(
    make: Any, hours: int, back: bool
) -> None:
    current = written(make) | {"withdrawn_at": "2026-05-07T10:00:00.000Z"}
    changes = (
        merge_article(
            current, make.write(url=URL, fetched_at=make.now + hours * HOUR), make.now + HOUR
        ).changes
        or {}
    )
    assert ("withdrawn_at" in changes and changes["withdrawn_at"] is None) is back


def test_themes_stand_as_they_were_ranked_and_names_by_the_alphabet(make: Any) -> None:
    judged = Verdict(grade=3, sentence="", themes=("trade", "energy"), people=("Tô Lâm", "Ilham Aliyev"))
    written_fields = merge_article(None, ArticleWrite(make.article(), judged), make.now).changes
    assert written_fields is not None
    assert (written_fields["themes"], written_fields["people"]) == (
        ["trade", "energy"],
        ["Ilham Aliyev", "Tô Lâm"],
    )
