"""A sitemap index read together with its sub-sitemaps, as one feed."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from pipeline.discover import Discovery
from pipeline.model.items import Candidate
from pipeline.model.outcomes import DOCUMENT_READ, Outcome
from pipeline.text.urls import get_registrable_domain, identify_url

DEEPEST = 3
"""Levels of sitemap indexes that are followed."""

ReadChild = Callable[[str], Awaitable[Discovery]]
"""The address of a sub-sitemap in; what it lists out, or a discovery whose outcome says how it failed."""
Child = tuple[str, Discovery]


async def read_children(first: Discovery, url: str, read_child: ReadChild, most: int) -> Discovery:
    """Give everything that an index and its children list.

    Children are followed on the same registrable domain, each once, to a bounded depth and at most `most`.
    """
    domain = get_registrable_domain(url)
    children: list[Child] = []
    note = ""
    seen = {url}
    queue = deque((child, 1) for child in first.children)
    while queue and len(children) < most:
        address, depth = queue.popleft()
        if address in seen or get_registrable_domain(address) != domain:
            continue
        seen.add(address)
        found = await read_child(address)
        children.append((address, found))
        if found.outcome is Outcome.BUDGET:
            unread = 1 + len({waiting for waiting, _ in queue} - seen)
            note = f"{unread} sub-sitemaps not read: the budget was over"
            break
        if depth < DEEPEST:
            queue.extend((grandchild, depth + 1) for grandchild in found.children)
    return _join_children(first, children, note) if children else first


def _join_children(first: Discovery, children: Sequence[Child], note: str) -> Discovery:
    """One discovery of all documents: it failed only when none of the children could be read."""
    every = [first, *(found for _, found in children)]
    faults = [f"{url}: {found.outcome}" for url, found in children if found.outcome not in DOCUMENT_READ]
    # The first listing of an address counts.
    candidates: dict[str, Candidate] = {}
    for found in every:
        for candidate in found.candidates:
            candidates.setdefault(identify_url(candidate.url), candidate)
    bad = tuple(reason for found in every for reason in found.bad)
    outcome = Outcome.OK if candidates else Outcome.EMPTY
    if bad and all(found.outcome is Outcome.UNUSABLE for _, found in children):
        outcome = Outcome.UNUSABLE
    if len(faults) == len(children):
        outcome = children[0][1].outcome
    return Discovery(
        kind=first.kind,
        outcome=outcome,
        candidates=tuple(candidates.values()),
        bad=bad,
        children=first.children,
        max_age=first.max_age,
        language=first.language,
        detail="; ".join(filter(None, [note, first.detail, *faults[:3]])),
    )
