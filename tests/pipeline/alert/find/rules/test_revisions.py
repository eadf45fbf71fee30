"""What counts as a correction: other facts, not other words; and who hears of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.alert.find.rules.revisions import compare_articles, make_correction, pick_listening
from pipeline.config.watches import Watch
from pipeline.model.mails import Hit

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
BEFORE = {
    "title": "A title",
    "published_on": "2026-11-25",
    "published_at": "2026-11-25T12:00:00Z",
    "text": "They sold 1,500 tonnes. It is 7 May.",
}


@pytest.mark.parametrize(
    ("after", "fields"),
    [
        ({}, []),
        ({"text": "They have sold 1 500 tonnes; it is 7 May."}, []),
        ({"title": "A  title."}, []),
        ({"title": "Another title"}, ["title"]),
        ({"text": "They sold 2,500 tonnes. It is 7 May."}, ["text"]),
        ({"published_on": "2026-11-26", "published_at": "2026-11-26T12:00:00Z"}, ["published_at"]),
        ({"people": ["Ilham Aliyev"]}, ["people"]),
        ({"organisations": ["SOCAR"], "title": "SOCAR"}, ["title", "organisations"]),
    ],
)
def test_facts_are_set_apart_from_words(after: dict[str, object], fields: list[str]) -> None:
    assert [field for field, _, _ in compare_articles(BEFORE, {**BEFORE, **after})] == fields


def test_a_changed_number_is_shown_in_its_sentence() -> None:
    assert compare_articles(BEFORE, {**BEFORE, "text": "They sold 2,500 tonnes. It is 7 May."}) == (
        ("text", "They sold 1,500 tonnes.", "They sold 2,500 tonnes."),
    )


MAILED = Hit(
    recipient="lan",
    story="s",
    article="a",
    watches=("gone", "daily", "now", "without"),
    found_at=NOW - timedelta(days=1),
    due_at=NOW - timedelta(days=1),
    revision=3,
    mail="m",
    state="frozen",
)


def watch(id_: str, rhythm: str, *people: str) -> Watch:
    recipients = [{"id": person, "address": f"{person}@desk.example"} for person in people]
    values = {"id": id_, "title": id_, "recipients": recipients, "rhythm": rhythm, "updates": True}
    return Watch.model_validate(values)


WATCHES = {
    one.id: one
    for one in (
        watch("daily", "daily at 18:00", "lan", "minh"),
        watch("now", "immediate", "lan"),
        watch("without", "immediate", "minh"),
        watch("other", "immediate", "lan"),
    )
}


def test_a_correction_goes_to_the_person_by_the_watches_that_found_the_story() -> None:
    own = pick_listening(MAILED, WATCHES)
    assert [(one.id, person.id) for one, person in own] == [("daily", "lan"), ("now", "lan")]
    hit = make_correction(MAILED, own, NOW)
    assert (hit.kind, hit.watches, hit.rhythm, hit.due_at) == ("updated", ("daily", "now"), "immediate", NOW)
    assert (hit.revision, hit.mail, hit.state) == (3, None, "open")
    assert hit.id != MAILED.id
