"""Which story an article joins, and which stories it quotes: rules over texts, without an index."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.stories import Grouped, Ungrouped
from pipeline.publish.likeness import Likeness, Sketched, compare_texts


def group_article(article: Ungrouped, near: Sequence[Ungrouped]) -> Grouped:
    """Say which story an article belongs to, and which stories it quotes.

    It is that of the lead with the same text, else its own. A round-up often quotes the cut text of a copy:
    what any member of a story says can be quoted, but only a lead takes copies.
    """
    mine = _sketch_article(article)
    leads: list[Ungrouped] = []
    quoted: set[str] = set()
    for member in near:
        likeness = compare_texts(_sketch_article(member), mine)
        if likeness is Likeness.SAME and member.leads:
            leads.append(member)
        elif likeness is Likeness.QUOTES:
            quoted.add(member.story or member.id)
    if leads:
        best = max(leads, key=lambda lead: (len(set(lead.sketch) & set(article.sketch)), lead.id))
        return Grouped(story=best.story or best.id, role="copy")
    return Grouped(story=article.id, role="lead", quotes=tuple(sorted(quoted)))


def find_quoting_leads(article: Ungrouped, near: Sequence[Ungrouped]) -> list[Ungrouped]:
    """Give the leads, grouped before it, that carry the text of this article within more of their own."""
    mine = _sketch_article(article)
    leads = [member for member in near if member.leads]
    return [lead for lead in leads if compare_texts(_sketch_article(lead), mine) is Likeness.QUOTED]


def _sketch_article(article: Ungrouped) -> Sketched:
    return Sketched(article.text, frozenset(article.sketch), article.words)
