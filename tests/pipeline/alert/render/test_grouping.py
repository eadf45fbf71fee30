"""Groups of a long mail: by the strongest theme, an event's stories together, the important first."""

from __future__ import annotations

import pytest

from pipeline.alert.render.grouping import group_items
from pipeline.model.drafts import Item
from tests.pipeline.alert.render.drafts import ENERGY

FILLER = "zzzzzz"
"""Stories without a theme, so that a mail is long."""


def story(name: str, *themes: str, event: str = "") -> Item:
    return ENERGY.model_copy(update={"story": name, "themes": themes, "event": event})


def group(*items: Item) -> list[tuple[str, str]]:
    filler = [story(letter) for letter in FILLER]
    found = group_items([*items, *filler])
    return [(theme, "".join(one.story for one in some).replace("z", "")) for theme, some in found]


@pytest.mark.parametrize(
    ("items", "groups"),
    [
        ([story("a", "trade"), story("b", "trade")], [("trade", "ab"), ("", "")]),
        # The first theme that is shared counts; one that nobody shares says nothing.
        (
            [
                story("a", "science", "energy"),
                story("b", "visit", "energy"),
                story("c", "visit"),
                story("d", "sport"),
            ],
            [("energy", "a"), ("visit", "bc"), ("", "d")],
        ),
        # The story in the subject stands first, though no other shares its theme.
        (
            [story("a", "sport"), story("b", "trade"), story("c", "visit"), story("d", "trade")],
            [("sport", "a"), ("trade", "bd"), ("", "c")],
        ),
        # Groups stand as their first stories do, what is left stands last.
        (
            [story("a"), story("b", "trade"), story("c", "visit"), story("d", "visit"), story("e", "trade")],
            [("trade", "be"), ("visit", "cd"), ("", "a")],
        ),
        # Stories of an event stay together, whatever their themes.
        (
            [
                story("a", "trade", event="e"),
                story("b", "trade"),
                story("c", "visit", event="e"),
                story("d", "visit"),
            ],
            [("trade", "acb"), ("visit", "d"), ("", "")],
        ),
    ],
)
def test_stories_are_grouped(items: list[Item], groups: list[tuple[str, str]]) -> None:
    assert group(*items) == groups


def test_a_short_mail_has_one_group_without_a_name() -> None:
    items = [story(letter, "trade") for letter in "abcde"]
    assert group_items(items) == [("", items)]
    assert group_items([]) == []
