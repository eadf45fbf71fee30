"""A sitemap index and its children as one feed: bounded, on its own domain, each child once."""

from __future__ import annotations

import asyncio

from pipeline.discover import Discovery, DocumentKind
from pipeline.model.items import Candidate
from pipeline.model.outcomes import Outcome
from spiders.feed.sitemap_index import DEEPEST, read_children

REED = "http://reed.example"
INDEX = f"{REED}/index"


def index(*children: str) -> Discovery:
    return Discovery(DocumentKind.SITEMAP_INDEX, Outcome.OK, children=children)


def leaf(*urls: str) -> Discovery:
    listed = tuple(Candidate(url=url, source="reed-post") for url in urls)
    return Discovery(DocumentKind.SITEMAP, Outcome.OK if listed else Outcome.EMPTY, candidates=listed)


def read(documents: dict[str, Discovery], most: int = 20) -> tuple[Discovery, list[str]]:
    """Read the index among the documents; give what it lists and which children were asked."""
    asked: list[str] = []

    async def read_child(url: str) -> Discovery:
        asked.append(url)
        return documents.get(url, Discovery(DocumentKind.UNKNOWN, Outcome.NOT_FOUND))

    return asyncio.run(read_children(documents[INDEX], INDEX, read_child, most)), asked


def test_children_are_joined_and_an_address_is_listed_once() -> None:
    one, two = f"{REED}/1.xml", f"{REED}/2.xml"
    found, asked = read({INDEX: index(one, two), one: leaf(f"{REED}/a"), two: leaf(f"{REED}/b", f"{REED}/a")})
    assert [c.url for c in found.candidates] == [f"{REED}/a", f"{REED}/b"]
    assert (found.outcome, found.children, asked) == (Outcome.OK, (one, two), [one, two])


def test_an_index_without_children_is_what_it_is() -> None:
    document = index()
    assert read({INDEX: document}) == (document, [])


def test_itself_strangers_and_repetitions_are_not_asked() -> None:
    one = f"{REED}/1.xml"
    _, asked = read({INDEX: index(INDEX, "http://ads.example/s", one, one), one: index(INDEX, one)})
    assert asked == [one]


def test_indexes_in_indexes_are_followed_so_deep_and_no_deeper() -> None:
    chain = [f"{REED}/{depth}.xml" for depth in range(1, DEEPEST + 2)]
    documents = {url: index(deeper) for url, deeper in zip((INDEX, *chain), chain, strict=False)}
    _, asked = read(documents)
    assert asked == chain[:DEEPEST]


def test_no_more_children_are_asked_than_wanted() -> None:
    children = [f"{REED}/{number}.xml" for number in range(5)]
    found, asked = read({INDEX: index(*children), **{url: leaf(f"{url}/a") for url in children}}, most=3)
    assert asked == children[:3]
    assert len(found.candidates) == 3


def test_one_child_that_fails_is_a_note_and_all_of_them_are_a_failure() -> None:
    one, two = f"{REED}/1.xml", f"{REED}/2.xml"
    found, _ = read({INDEX: index(one, two), one: leaf(f"{REED}/a")})
    assert (found.outcome, found.detail) == (Outcome.OK, f"{two}: not_found")
    found, _ = read({INDEX: index(one, two)})
    assert found.outcome is Outcome.NOT_FOUND


def test_when_the_budget_is_over_what_was_not_read_is_counted() -> None:
    children = [f"{REED}/{number}.xml" for number in range(4)]
    over = Discovery(DocumentKind.UNKNOWN, Outcome.BUDGET)
    found, asked = read({INDEX: index(*children), children[0]: leaf(f"{REED}/a"), children[1]: over})
    assert asked == children[:2]
    assert found.detail.startswith("3 sub-sitemaps not read: the budget was over; ")
