"""A mail tells an event once, with its stories in other languages; later ones come in a digest."""

from __future__ import annotations

from datetime import timedelta

from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.write.test_drafting import midday, text

HOUR = timedelta(hours=1)


def tell(room: Newsroom, event: str, language: str, title: str) -> None:
    """Index a story of an event."""
    about = {"id": event, "stories": 2, "languages": ["en", "vi"]}
    room.article(title=title, language=language, fields={"event": about})


def test_an_event_is_told_once_with_its_stories_in_other_languages(room: Newsroom) -> None:
    room.acquainted({})
    tell(room, "e", "en", "Ministers sign in Baku")
    tell(room, "e", "vi", "Ký kết tại Baku")
    tell(room, "f", "en", "A concert in Hanoi")
    room.run()
    taken = room.office.to("lan@desk.example")
    assert len(taken) == 2
    (signing,) = [message for message in taken if "concert" not in str(message["Subject"])]
    said = text(signing)
    assert "The same event:" in said
    assert "Ministers sign in Baku" in said
    assert "Ký kết tại Baku" in said


def test_a_later_story_of_a_mailed_event_waits_for_a_digest(room: Newsroom) -> None:
    midday(room)
    room.started({})
    tell(room, "e", "en", "Ministers sign in Baku")
    room.run()
    tell(room, "e", "vi", "Ký kết tại Baku")
    room.run(room.now + HOUR)
    assert len(room.office.to("lan@desk.example")) == 1
    room.run(room.now + 21 * HOUR)
    _, digest = room.office.to("lan@desk.example")
    assert "Ký kết tại Baku" in text(digest)


def test_a_watch_that_asks_for_every_story_mails_each_at_once(room: Newsroom) -> None:
    room.started({"every": "story"})
    tell(room, "e", "en", "Ministers sign in Baku")
    room.run()
    tell(room, "e", "vi", "Ký kết tại Baku")
    room.run()
    assert len(room.office.to("lan@desk.example")) == 2
