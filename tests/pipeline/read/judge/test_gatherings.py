"""Meetings of many are told by their form in every language."""

from __future__ import annotations

import pytest

from pipeline.read.judge.gatherings import is_of_many


@pytest.mark.parametrize(
    "text",
    [
        "Artists from more than 70 countries came.",
        "Puppeteers of nineteen nations came.",
        "Приехали артисты из девятнадцати стран.",
        "Участвуют мастера из более чем 30 стран.",
        "Forumda 70-dən çox ölkədən nümayəndə iştirak edir.",
        "On doqquz ölkədən sənətkar gəlib.",
        "Nghệ sĩ từ hơn 40 quốc gia tham dự.",
        "She won silver at a circus festival.",
        "Он стал лауреатом конкурса.",
        "O, müsabiqədə mükafat alıb.",
        "Anh đoạt giải nhì tại liên hoan xiếc.",
        "an international circus festival",
        "международный цирковой фестиваль",
        "beynəlxalq sirk müsabiqəsi",
        "liên hoan xiếc quốc tế",
        "un festival international de musique",
    ],
)
def test_a_meeting_of_many_is_one(text: str) -> None:
    assert is_of_many(text)


@pytest.mark.parametrize(
    "text",
    [
        "Students from two countries came.",
        "The festival of Vietnamese films opens in Baku.",
        "Фильмы двух стран на фестивале.",
        "Bakıda Vyetnam filmləri festivalı açılıb.",
        "Liên hoan phim Azerbaijan tại Hà Nội là giải pháp hay.",
        "He won a tender of the port.",
        "",
    ],
)
def test_what_two_do_is_none(text: str) -> None:
    assert not is_of_many(text)
