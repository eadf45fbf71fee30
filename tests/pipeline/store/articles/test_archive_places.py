"""Where originals lie is found for articles and their earlier versions, and written anew when they move."""

from __future__ import annotations

import secrets
from typing import Any

from pipeline.store.articles.archive_places import ArchivePlaces
from pipeline.store.articles.intake import write_articles
from pipeline.store.client import Store
from tests.pipeline.store.conftest import NOW


def test_every_version_is_found_by_its_file_and_follows_when_it_moves(store: Store, make: Any) -> None:
    first, second, other = (f"2026/05/{secrets.token_hex(4)}.warc.gz" for _ in range(3))
    url = make.url()
    write_articles(store, [make.write(url=url, archive=f"{first}:7")])
    edited = make.write(
        url=url, text="An edited text.", fetched_at=NOW.replace(hour=10), archive=f"{second}:9"
    )
    write_articles(store, [edited, make.write(archive=f"{other}:1"), make.write()])
    places, id_ = ArchivePlaces(store), edited.article.id

    found = places.find_offsets({first, second})
    assert {file: list(offsets) for file, offsets in found.items()} == {first: [7], second: [9]}
    (earlier,) = found[first][7]
    assert earlier.startswith(f"revisions/{id_}")
    assert found[second][9] == [f"articles/{id_}"]

    places.record_moves({earlier: f"{other}:3", f"articles/{id_}": f"{other}:5"})
    assert places.find_offsets({first, second}) == {}
    moved = places.find_offsets({other})[other]
    assert (moved[3], moved[5], len(moved)) == ([earlier], [f"articles/{id_}"], 3)
