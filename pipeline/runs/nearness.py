"""A search by meaning: the vector of what is asked, and the stories of all languages by their nearness."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.config.language_means import load_shipped_means
from pipeline.model.events import Vector
from pipeline.publish.meanings import Means, measure_nearness
from pipeline.runs.refusal import Refusal
from pipeline.store.articles import events
from pipeline.store.articles.meaning_search import Near, find_nearest, load_lead
from pipeline.store.articles.search_query import GRADES, Search
from pipeline.store.client import Store
from pipeline.text.meaning import find_mark, read_meanings, read_question

MISSING = (
    "Nothing can be searched by meaning: the extra `meaning` is not installed (docs/stories.md says how)."
)


def find_near_words(store: Store, words: str, asked: Search) -> list[Near]:
    """Give the stories that say what these words say, in any language, the nearest first.

    By its grade a story is worth more or less than its nearness, as in every search.

    Raise Refusal when no model is installed.
    """
    vector = read_question(words)
    if not vector:
        raise Refusal(MISSING)
    near = find_nearest(store, vector, sorted(load_shipped_means()), asked)
    # A question has no language to speak of, and is compared as it is, with what says more than most texts
    # about both countries: an index that is full of one subject would have it for its mean.
    nearness = _measure_all(near, vector, Means())
    return sorted(near, key=lambda one: (-nearness[one.id] * GRADES[one.grade], one.id))


def find_like_article(store: Store, address: str, asked: Search) -> list[Near]:
    """Give the stories that tell of the same as an article, the nearest first, without its own.

    Raise Refusal for an address that is not in the index, or when nothing has read what it means.
    """
    lead = load_lead(store, address)
    if lead is None:
        raise Refusal(f"No article with the address {address} is in the index.")
    source = lead["_source"]
    vector: Vector | None = lead.get("fields", {}).get("meaning")
    if not vector:
        read = read_meanings([(source["title"], source["text"])])
        if not read:
            raise Refusal(MISSING)
        vector = read[0]
    means = Means(events.load_sums(store, find_mark()))
    near = find_nearest(store, vector, sorted(load_shipped_means()), asked)
    own = {lead["_id"], (source.get("story") or {}).get("id")}
    others = [one for one in near if not {one.id, one.unit.id} & own]
    nearness = _measure_all(others, means.centre(source.get("language") or "und", vector), means)
    return sorted(others, key=lambda one: (-nearness[one.id], one.id))


def _measure_all(near: Sequence[Near], compared: Vector, means: Means) -> dict[str, float]:
    """Give the nearness of each story, without the mean of its language, to a vector."""
    return {one.id: measure_nearness(compared, means.centre(one.language, one.meaning)) for one in near}
