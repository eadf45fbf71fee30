"""Articles that were grouped a moment ago and that the index does not show yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pipeline.model.stories import Grouped, Ungrouped
from pipeline.publish.likeness import count_needed_terms


@dataclass
class Nearby:
    """Remembers what was grouped, by its sketch; `window` is how far two members may lie apart."""

    window: timedelta
    _members: dict[str, Ungrouped] = field(default_factory=dict)
    _terms: dict[str, list[str]] = field(default_factory=dict)

    def add_member(self, article: Ungrouped, grouped: Grouped) -> None:
        """Remember an article with the story that it was given."""
        self._members[article.id] = replace(article, story=grouped.story, leads=grouped.role == "lead")
        for term in article.sketch:
            self._terms.setdefault(term, []).append(article.id)

    def find_members(self, article: Ungrouped, most: int) -> Sequence[Ungrouped]:
        """Give the members within the window that share sketch terms, the nearest first."""
        shared = Counter(id_ for term in article.sketch for id_ in self._terms.get(term, ()))
        found = []
        for id_, number in shared.most_common():
            member = self._members[id_]
            if number >= count_needed_terms(len(article.sketch)) and self._is_near(article, member):
                found.append(member)
                if len(found) == most:
                    break
        return found

    def _is_near(self, one: Ungrouped, other: Ungrouped) -> bool:
        if one.seed or other.seed:
            return True
        times = ((one.published_at, other.published_at), (one.first_seen_at, other.first_seen_at))
        return any(here and there and abs(here - there) <= self.window for here, there in times)
