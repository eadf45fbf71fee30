"""Lists: who is an entry of a list about the other is mentioned; two entries of one list are nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.config.topic import Topic
from pipeline.model.items import Article
from pipeline.read.judge import Reason, judge_article


@pytest.mark.parametrize(
    ("title", "text", "grade", "reason"),
    [
        (
            "Foreign investors in a free zone",
            "Georgia | 12 | Azerbaijan | 34 | Vietnam | 5 | Poland | 7",
            0,
            Reason.LIST_ONLY,
        ),
        (
            "Trade figures of the year",
            "In Azerbaijan exports of the firm to Russia, Iran, China, India and Japan grew, while Vietnam"
            " bought least of all.",
            0,
            Reason.LIST_ONLY,
        ),
        (
            "Azerbaijan counts its visitors",
            "Visitors came from Russia, Turkey, Iran, India, Pakistan and Vietnam.",
            1,
            Reason.LIST_ENTRY,
        ),
        (
            "Trade figures of the year",
            "The company from Azerbaijan sold pumps for the oil fields of the shelf to Russia, Iran, China,"
            " India, Japan, Korea, Thailand and Laos, and its newest and largest customer in the region, a"
            " shipyard in the south, is in Vietnam.",
            1,
            Reason.LIST_ENTRY,
        ),
    ],
    ids=["both rows of a table", "both in one run", "an entry of a list about the other", "far apart"],
)
def test_a_list_is_a_mention_only_when_one_of_the_two_is_no_entry(
    title: str, text: str, grade: int, reason: Reason, topic: Topic, article: Callable[..., Article]
) -> None:
    verdict = judge_article(article(title, text), topic)
    assert (verdict.grade, verdict.reasons) == (grade, (reason,))
