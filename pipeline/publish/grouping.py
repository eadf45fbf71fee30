"""Which story an article joins, and which stories it quotes: rules over texts, without an index."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.stories import Grouped, Ungrouped
from pipeline.publish.likeness import Likeness, Sketched, compare_texts

COMMON = 4
"""A passage that stands in more stories than this is boilerplate and quotes none of them."""


def group_article(article: Ungrouped, near: Sequence[Ungrouped]) -> Grouped:
    """Say which story an article belongs to, and which stories it quotes.

    It is that of the member with the same text that shares most with it, else its own. A round-up often
    quotes the cut text of a copy: what any member of a story says can be quoted.
    """
    mine = _sketch_article(article)
    same: list[Ungrouped] = []
    quoted: set[str] = set()
    shared: set[str] = set()
    for member in near:
        likeness = compare_texts(_sketch_article(member), mine)
        if likeness is Likeness.SAME:
            same.append(member)
        elif likeness is Likeness.QUOTES:
            quoted.add(member.story or member.id)
        elif likeness is Likeness.SHARES and _is_later(article, member):
            shared.add(member.story or member.id)
    if len(shared) <= COMMON:
        quoted |= shared
    if same:
        terms = set(article.sketch)
        best = max(same, key=lambda member: (len(terms & set(member.sketch)), member.leads, member.id))
        story = best.story or best.id
        return Grouped(story, "copy", tuple(sorted(quoted - {story})))
    return Grouped(story=article.id, role="lead", quotes=tuple(sorted(quoted)))


def find_quoting_members(article: Ungrouped, near: Sequence[Ungrouped]) -> list[Ungrouped]:
    """Give the leads, grouped before it, that carry the text of this article, or a passage of it, as well."""
    mine = _sketch_article(article)
    found = []
    for member in near:
        if member.leads:
            likeness = compare_texts(_sketch_article(member), mine)
            later = likeness is Likeness.SHARES and _is_later(member, article)
            if likeness is Likeness.QUOTED or later:
                found.append(member)
    return found if len(found) <= COMMON else []


def _is_later(one: Ungrouped, other: Ungrouped) -> bool:
    """Whether an article was published after another: then it is the one that quotes."""
    if one.published_at and other.published_at and one.published_at != other.published_at:
        return one.published_at > other.published_at
    return one.age > other.age


def _sketch_article(article: Ungrouped) -> Sketched:
    return Sketched(article.text, frozenset(article.sketch), article.words, article.title)
