"""A page that was read: how far it came and what was read out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.model.fetches import PageFetch
from pipeline.model.items import Article, Rejected, Verdict
from pipeline.model.outcomes import PAGE_STAGES, Outcome, Stage

PackedReading = tuple[
    PageFetch | None, Stage, Outcome, str, Article | None, Verdict | None, dict[Stage, Outcome]
]
"""A reading on its way between two processes, field by field; None for the fetch that the other one has."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the way of a page ended, with the article and its verdict when that is kept.

    `ended_at` and `ended` are the last stage that the page itself entered and its word there; `further` holds
    what came after: the judgement of the feed's words that stand for a page, and the writing of the article.
    """

    fetch: PageFetch
    ended_at: Stage
    ended: Outcome
    detail: str = ""
    article: Article | None = None
    verdict: Verdict | None = None
    further: Mapping[Stage, Outcome] = field(default_factory=dict)

    @classmethod
    def reject_page(cls, fetch: PageFetch, rejected: Rejected) -> Reading:
        """Give the reading of a page that a stage turned away."""
        return cls(fetch, rejected.stage, rejected.outcome, rejected.detail)

    @classmethod
    def unpack(cls, sent: PageFetch, packed: PackedReading) -> Reading:
        """Give a reading that another process packed, of the fetch that it was sent."""
        fetch, ended_at, ended, detail, article, verdict, further = packed
        return cls(fetch or sent, ended_at, ended, detail, article, verdict, further)

    def pack(self, sent: PageFetch) -> PackedReading:
        """Give what another process needs of it; the fetch stays behind where it is the one it sent."""
        changed = None if self.fetch is sent else self.fetch
        return (
            changed,
            self.ended_at,
            self.ended,
            self.detail,
            self.article,
            self.verdict,
            dict(self.further),
        )

    @property
    def outcomes(self) -> dict[Stage, Outcome]:
        """The outcome of each stage that was entered, in order."""
        words = {Stage.CRAWL: self.fetch.outcome}
        for stage in PAGE_STAGES[1 : PAGE_STAGES.index(self.ended_at)]:
            words[stage] = Outcome.PASSED
        words[self.ended_at] = self.ended
        return words | dict(self.further)

    @property
    def last_outcome(self) -> Outcome:
        """The outcome of the last stage that was entered, by the page or by what stands for it."""
        return list(self.outcomes.values())[-1]

    def add_outcome(self, stage: Stage, outcome: Outcome) -> Reading:
        """Give the reading with the outcome of a stage that came after the page's own way."""
        return replace(self, further={**self.further, stage: outcome})

    def add_index_outcome(self, outcome: Outcome) -> Reading:
        """Give the reading with what became of its article in the index."""
        return self.add_outcome(Stage.INDEX, outcome)
