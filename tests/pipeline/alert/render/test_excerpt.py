"""Text is cut where a reader would cut it, and only whole words are marked."""

from __future__ import annotations

import pytest

from pipeline.alert.render.excerpt import cut_text, split_pieces


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("Vietnam and Azerbaijan sign", 20, "Vietnam and…"),
        ("Vietnam, and more of it", 17, "Vietnam, and…"),
        ("oneverylongwordwithoutanybreak", 10, "oneverylo…"),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_at_a_space(text: str, limit: int, short: str) -> None:
    assert cut_text(text, limit) == short
    assert len(short) <= limit


@pytest.mark.parametrize(
    ("text", "marks", "hits"),
    [
        ("Vietnam and Vietnamese", ["Vietnam"], ["Vietnam"]),
        ("Việt Nam, Nam Định", ["Việt Nam", "Nam"], ["Việt Nam", "Nam"]),
        ("Азербайджана и Азербайджан", ["Азербайджан"], ["Азербайджан"]),
        ("a.b and axb", ["a.b"], ["a.b"]),
        ("nothing here", ["there"], []),
        ("nothing here", [], []),
        ("nothing here", ["", " ", "\u200b"], []),
    ],
)
def test_marks_are_whole_words_as_they_stand(text: str, marks: list[str], hits: list[str]) -> None:
    found = split_pieces(text, marks)
    assert [piece for hit, piece in found if hit] == hits
    assert "".join(piece for _, piece in found) == text
