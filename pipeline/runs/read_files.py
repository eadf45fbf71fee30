"""What the commands do with saved files: their bytes and times, and what a feed announces.

Without Elasticsearch and without network.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config.settings import get_settings
from pipeline.config.sources import Source, load_sources
from pipeline.model.jobs import FeedTask
from pipeline.runs.refusal import Refusal

if TYPE_CHECKING:
    from pipeline.discover import Discovery


def read_moment(value: str | None) -> datetime:
    """Read an ISO 8601 time; None is now; raise Refusal for anything else."""
    if value is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(str(value))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Refusal(f"{value!r} is not an ISO 8601 time such as 2026-11-25T09:00:00Z.") from None


def read_bytes(path: str, limit: int) -> bytes:
    """Read a saved file, a byte more than `limit` at most; raise Refusal when it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror}.") from None


def discover_file(path: str, url: str, source_id: str | None, body: bytes | None = None) -> Discovery:
    """Give what a saved feed, sitemap or section page lists; `body` in place of a file."""
    from pipeline.discover import discover_candidates  # reading a page does not need it

    settings = get_settings()
    body = read_bytes(path, settings.max_bytes) if body is None else body
    outlets = load_sources(settings.config / "sources.yml")
    source = outlets.select_sources([source_id]).by_id[source_id] if source_id else outlets.find_source(url)
    task = _make_feed_task(source, url)
    return discover_candidates(body, url=url, source=source, feed=task, now=datetime.now(UTC))


def _make_feed_task(source: Source | None, url: str) -> FeedTask | None:
    for feed in source.polled if source else ():
        if source and feed.url == url:
            return FeedTask(
                source=source.id, url=url, kind=feed.kind, link=feed.link, languages=feed.languages
            )
    return None
