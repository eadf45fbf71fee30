"""A search by meaning: the vector of what is asked, and the stories of all languages by their nearness."""

from __future__ import annotations

from pipeline.config.language_means import load_shipped_means
from pipeline.model.events import Vector
from pipeline.publish.meanings import Means, measure_nearness
from pipeline.runs.refusal import Refusal
from pipeline.store.articles import events
from pipeline.store.articles.meaning_search import Near, find_nearest, load_lead
from pipeline.store.articles.search_query import Search
from pipeline.store.client import Store
from pipeline.text.meaning import find_mark, read_meanings, read_question

MISSING = (
    "Nothing can be searched by meaning: the extra `meaning` is not installed (docs/stories.md says how)."
)


def find_near_words(store: Store, words: str, asked: Search) -> list[Near]:
    """Give the stories that say what these words say, in any language, the nearest first.

    Raise Refusal when no model is installed.
    """
    vector = read_question(words)
    if not vector:
        raise Refusal(MISSING)
    return _sort_near(store, vector, vector, asked)


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
    centred = means.centre(source.get("language") or "und", vector)
    own = {lead["_id"], (source.get("story") or {}).get("id")}
    return [one for one in _sort_near(store, vector, centred, asked) if not {one.id, one.unit.id} & own]


def _sort_near(store: Store, vector: Vector, compared: Vector, asked: Search) -> list[Near]:
    """Give the stories near a vector, sorted by their nearness to another without the mean of their language.

    A question has no language to speak of, and is compared as it is.
    """
    means = Means(events.load_sums(store, find_mark()))
    near = find_nearest(store, vector, sorted(load_shipped_means()), asked)
    nearness = {one.id: measure_nearness(compared, means.centre(one.language, one.meaning)) for one in near}
    return sorted(near, key=lambda one: (-nearness[one.id], one.id))
