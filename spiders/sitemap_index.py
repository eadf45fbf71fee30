"""Documents: a sitemap index read together with its sub-sitemaps, as one feed."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from pipeline.discover import Discovery
from pipeline.model.outcomes import DOCUMENT_READ, Outcome
from pipeline.text.urls import get_registrable_domain, identify_url

DEEPEST = 3
"""Levels of sitemap indexes that are followed."""

Ask = Callable[[str], Awaitable[Discovery]]


async def read_children(first: Discovery, url: str, ask: Ask, most: int) -> Discovery:
    """Follow the children of an index: on the same registrable domain, each once, to a bounded depth and at
    most `most`.

    `ask` gives what is in a sub-sitemap, or a discovery whose outcome says how asking it failed.
    """
    seen, parts, unread = {url}, list[tuple[str, Discovery]](), 0
    queue = deque((child, 1) for child in first.children)
    while queue and len(parts) < most:
        child, depth = queue.popleft()
        if child in seen or get_registrable_domain(child) != get_registrable_domain(url):
            continue
        seen.add(child)
        part = await ask(child)
        parts.append((child, part))
        if part.outcome is Outcome.BUDGET:
            unread = 1 + len({url for url, _ in queue} - seen)
            break
        if depth < DEEPEST:
            queue.extend((grandchild, depth + 1) for grandchild in part.children)
    return (
        _join_parts(first, parts, f"{unread} sub-sitemaps not read: the budget was over" if unread else "")
        if parts
        else first
    )


def _join_parts(first: Discovery, parts: Sequence[tuple[str, Discovery]], note: str) -> Discovery:
    """One discovery of all documents: it failed only when none of the parts could be read."""
    every = [first, *(part for _, part in parts)]
    faults = [f"{url}: {part.outcome}" for url, part in parts if part.outcome not in DOCUMENT_READ]
    candidates = {identify_url(c.url): c for part in reversed(every) for c in reversed(part.candidates)}
    outcome = Outcome.OK if candidates else Outcome.EMPTY
    return Discovery(
        kind=first.kind,
        outcome=parts[0][1].outcome if len(faults) == len(parts) else outcome,
        candidates=tuple(reversed(candidates.values())),
        bad=tuple(reason for part in every for reason in part.bad),
        children=first.children,
        max_age=first.max_age,
        language=first.language,
        detail="; ".join(filter(None, [note, first.detail, *faults[:3]])),
    )
