"""What the tests of the crawl share: `crawl` runs the real program against real servers on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import spool
from pipeline.config.settings import ROOT
from pipeline.config.sources import Source
from pipeline.model.fetches import FeedFetch, Page, PageFetch
from pipeline.model.items import Candidate
from pipeline.model.jobs import CrawlJob, CrawlReport, FeedTask, PageTask
from pipeline.model.outcomes import Outcome
from tests import measuring
from tests.spiders.site import Site

STARTED = datetime(2026, 5, 7, 9, 0, tzinfo=UTC)
BYTECODE = ROOT / ".pytest_cache" / "bytecode"
"""Compiled modules of the program, kept also where the environment forbids it: it is started often."""
NOBODY = "http://127.0.0.1:9"
"""Nothing listens at the discard port: Elasticsearch is away."""


@dataclass
class Crawled:
    """What came of a crawl."""

    code: int
    out: str
    err: str
    folder: Path
    items: list[FeedFetch | Page] = field(default_factory=list)

    @property
    def report(self) -> CrawlReport:
        return CrawlReport.model_validate_json(self.out)

    def feed(self, url: str) -> FeedFetch:
        feeds = [item for item in self.items if isinstance(item, FeedFetch)]
        (found,) = [fetch for fetch in feeds if fetch.url == url]
        return found

    def page(self, url: str) -> Page:
        (found,) = self.pages(url)
        return found

    def pages(self, url: str) -> list[Page]:
        pages = [item for item in self.items if isinstance(item, Page)]
        return [page for page in pages if page.fetch.candidate.url == url]

    def ended(self, url: str) -> Outcome:
        return self.page(url).fetch.outcome

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.warc.gz"))


Crawl = Callable[..., Crawled]


def source(**given: Any) -> dict[str, Any]:
    """Give an outlet as a job carries it."""
    values = {
        "id": "reed-post",
        "name": "Reed Post",
        "country": "AZ",
        "languages": ["en"],
        "site": "http://reed.example/",
    }
    return Source.model_validate({**values, **given}).model_dump(mode="json")


def page(url: str, **given: Any) -> PageTask:
    own = {k: given.pop(k) for k in ("attempts", "validators", "first_seen_at") if k in given}
    return PageTask(candidate=Candidate(**{"url": url, "source": "reed-post", **given}), **own)


def feed(url: str, **given: Any) -> FeedTask:
    return FeedTask(**{"source": "reed-post", "url": url, "kind": "rss", **given})


def job(
    folder: Path, *, pages: Sequence[PageTask | str] = (), feeds: Sequence[FeedTask | str] = (), **given: Any
) -> CrawlJob:
    values: dict[str, Any] = {
        "cycle": "20260507T090000000",
        "started_at": STARTED,
        "spool": str(folder),
        "budget": 60.0,
    }
    values["sources"] = (source(),)
    values["pages"] = tuple(page(p) if isinstance(p, str) else p for p in pages)
    values["feeds"] = tuple(feed(f) if isinstance(f, str) else f for f in feeds)
    return CrawlJob(**{**values, **given})


def environment(sites: Sequence[Site], **settings: str) -> Mapping[str, str]:
    """Give the environment of a crawl to whom the hosts of these sites are let through."""
    let_through: list[str] = []
    for site in sites:
        port = 443 if site.tls else 80
        let_through += [f"{host}:{port}=127.0.0.1:{site.port}" for host in site.hosts()]
    names = Path(__file__).parent / "names"
    return {
        **{name: value for name, value in os.environ.items() if not _is_of_the_tests(name)},
        "PYTHONPATH": f"{names}{os.pathsep}{ROOT}",
        "PYTHONPYCACHEPREFIX": str(BYTECODE),
        "PYTHONDONTWRITEBYTECODE": "",
        "AZVN_DELAY": "0",
        "AZVN_TIMEOUT": "1.5",
        "AZVN_ELASTICSEARCH_URL": NOBODY,
        "AZVN_LET_THROUGH": ",".join(let_through),
        **measuring.build_environment(),
        **settings,
    }


def _is_of_the_tests(name: str) -> bool:
    return name.startswith("AZVN_") or name.lower().endswith("_proxy")


CRAWL = (sys.executable, "-m", "spiders")


def start(
    environment: Mapping[str, str], program: Sequence[str] = CRAWL, **named: Any
) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(program, cwd=ROOT, env=dict(environment), **{**pipes, **named})


def run(job: CrawlJob | str, environment: Mapping[str, str], **named: Any) -> Crawled:
    """Run a crawl to its end and read its spool."""
    text = job if isinstance(job, str) else job.model_dump_json()
    program = start(environment, **named)
    out, err = program.communicate(text.encode(), timeout=180)
    folder = Path(job.spool) if isinstance(job, CrawlJob) else Path()
    crawled = Crawled(program.returncode, out.decode(), err.decode(), folder)
    for path in crawled.files() if isinstance(job, CrawlJob) else ():
        crawled.items += spool.read_segment(path)
    return crawled


def fetches(crawled: Crawled) -> list[PageFetch]:
    return [i.fetch for i in crawled.items if isinstance(i, Page)]


@pytest.fixture
def site() -> Iterator[Site]:
    """A server that runs as long as the test."""
    site = Site().start()
    yield site
    site.stop()
