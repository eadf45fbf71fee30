"""Which story an article joins, and which stories it quotes: rules over texts, without an index."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.stories import Grouped, Ungrouped
from pipeline.publish.relation import Relation, Sketched, relate_texts


def group_article(article: Ungrouped, near: Sequence[Ungrouped]) -> Grouped:
    """Say which story an article belongs to: that of the lead with the same text, else its own; and which
    stories it quotes.

    A round-up often quotes the cut text of a copy: what any member of a story says can be quoted, but only a
    lead takes copies.
    """
    mine = _sketch_article(article)
    related = [(member, relate_texts(_sketch_article(member), mine)) for member in near]
    same = [member for member, relation in related if relation is Relation.SAME and member.leads]
    if same:
        best = max(same, key=lambda lead: (len(set(lead.sketch) & set(article.sketch)), lead.id))
        return Grouped(story=best.story or best.id, role="copy")
    quotes = sorted(
        {member.story or member.id for member, relation in related if relation is Relation.QUOTES}
    )
    return Grouped(story=article.id, role="lead", quotes=tuple(quotes))


def find_quoting_leads(article: Ungrouped, near: Sequence[Ungrouped]) -> list[Ungrouped]:
    """Give the leads, grouped before it, that carry the text of this article within more of their own."""
    mine = _sketch_article(article)
    return [
        member
        for member in near
        if member.leads and relate_texts(_sketch_article(member), mine) is Relation.QUOTED
    ]


def _sketch_article(article: Ungrouped) -> Sketched:
    return Sketched(article.text, frozenset(article.sketch), article.words)
