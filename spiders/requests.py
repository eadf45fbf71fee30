"""Requests for feeds and pages: the headers, name and cookies with which each source is asked."""

from __future__ import annotations

from collections.abc import Mapping

from scrapy import Request

from pipeline.config.sources import Source
from pipeline.model.jobs import FeedTask, PageTask
from spiders.answer.validators import build_conditions

Task = FeedTask | PageTask


class RequestMaker:
    """Makes Scrapy's requests as the catalogue wants them."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    def make_task_request(self, task: Task, lane: str) -> Request:
        """Make the request of a task, conditional where it was answered before; `meta` has task and lane."""
        source_id = task.source if isinstance(task, FeedTask) else task.candidate.source
        request = self.make_request(get_url(task), source_id, build_conditions(task.validators))
        request.meta.update(task=task, lane=lane)
        return request

    def make_request(self, url: str, source_id: str, headers: Mapping[str, str] | None = None) -> Request:
        """Make a request under the source's own name and with its cookies, where its entry says so.

        Raise ValueError where Scrapy takes the address for none.
        """
        named = dict(headers or {})
        meta: dict[str, object] = {"dont_merge_cookies": True}
        source = self._sources.get(source_id)
        if source and source.user_agent:
            named["User-Agent"] = source.user_agent
        if source and source.cookies:
            meta = {"cookiejar": source_id}
        # Scrapy's filter would swallow redirects; the spider knows which addresses it has taken.
        return Request(url, headers=named, meta=meta, dont_filter=True)


def get_url(task: Task) -> str:
    """Give the address that a task asks."""
    if isinstance(task, FeedTask):
        return task.moved_to or task.url
    return task.candidate.url
