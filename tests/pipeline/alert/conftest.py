"""What the tests of alerts share: indices of their own, people and watches, articles that change, and a mail
server that can misbehave.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.alert.render import renderer
from pipeline.config import watches
from pipeline.config.settings import Settings
from pipeline.config.watches import Watchbook
from pipeline.model.items import Article, Moment, Verdict
from pipeline.model.outcomes import Outcome
from pipeline.model.stories import Grouped
from pipeline.model.times import format_stamp
from pipeline.runs.alerts import AlertReport, Alerts
from pipeline.store import cycles
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.intake import write_articles
from pipeline.store.articles.stories import set_story
from pipeline.store.client import Store
from tests.indices import empty_indices
from tests.pipeline.alert.post_office import PostOffice, make_certificate, run_office

TEXT = (
    "Baku, 25 November. SOCAR and Petrovietnam signed an agreement in Baku. The two companies will supply 250"
    " thousand tonnes of oil to Vietnam. President Ilham Aliyev received the delegation. The parties agreed"
    " to meet again in Hanoi next spring."
)


@pytest.fixture
def office() -> Iterator[tuple[PostOffice, int]]:
    """Return a running mail server and its port."""
    handler = PostOffice()
    with run_office(handler) as port:
        yield handler, port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate for localhost that is its own authority, and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@dataclass
class Newsroom:
    """An index, a file of watches and a mail server; `now` is the time of the next run."""

    store: Store
    settings: Settings
    office: PostOffice
    now: datetime
    book: Watchbook = field(default_factory=Watchbook)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def watches(self, *entries: dict[str, Any], **people: dict[str, Any]) -> None:
        """Write the watches; people are named by keyword, those not described are `lan` with the address
        lan@desk.example.
        """
        named = [
            {"id": id_, "address": f"{id_}@desk.example", **about}
            for id_, about in {"lan": {}, **people}.items()
        ]
        full = [
            {"title": f"The watch {e.get('id', 'all')}", "id": "all", "recipients": ["lan"], **e}
            for e in entries
        ]
        path = self.settings.config / watches.FILE
        path.write_text(yaml.safe_dump({"recipients": named, "watches": full}), encoding="utf-8")
        self.book = replace(watches.load_watches(path), topic_words="azerbaijan vietnam", sides=("AZ", "VN"))

    def started(self, *entries: dict[str, Any], **people: dict[str, Any]) -> None:
        """Write the watches and run once, so that what comes is news to them; the first hour, with its
        overlap, is over.
        """
        self.watches(*(entries or ({},)), **people)
        began = self.now
        self.run(began - timedelta(hours=3))
        self.now = began

    def acquainted(self, *entries: dict[str, Any], **people: dict[str, Any]) -> None:
        """Start with people who were mailed before: the first mail, which is one digest, is two hours ago."""
        self.started(*entries, **people)
        began = self.now
        self.article(title="The first story", at=began - timedelta(hours=2, minutes=1))
        self.run(began - timedelta(hours=2))
        assert self.office.taken, "the first mail went"
        self.office.taken.clear()
        self.office.raw.clear()
        self.now = began

    def run(self, now: datetime | None = None, **values: Any) -> AlertReport:
        """Run once, at `now` or a moment after the last run."""
        self.now = now or self.now + timedelta(seconds=30)
        return Alerts(
            self.store,
            self.settings,
            self.book,
            renderer.make_renderer(self.settings),
            clock=lambda: self.now,
            **values,
        ).run()

    def article(self, grade: int = 3, *, story: str | None = None, **given: Any) -> str:
        """Index an article that was first seen, fetched and changed a minute ago, grouped into its own story
        or as a copy; give its id.
        """
        at = given.pop("at", None) or self.now - timedelta(minutes=1)
        times = {"first_seen_at": at, "fetched_at": at, "changed_at": at, "indexed_at": at} | given.pop(
            "times", {}
        )
        number = next(self._numbers)
        url = given.pop("url", f"https://outlet.example/{secrets.token_hex(4)}/{number}")
        values: dict[str, Any] = {
            "url": url,
            "source": "unlisted",
            "language": "en",
            "title": f"Headline {number}",
            "text": TEXT,
        }
        values |= {
            "published": Moment(at=at, on=f"{at:%Y-%m-%d}", rung="json-ld"),
            "first_seen_at": at,
            "fetched_at": times["fetched_at"],
            "cycle": "",
        }
        names = {n: given.pop(n) for n in ("people", "organisations", "themes") if n in given}
        fields = given.pop("fields", {})
        article = Article(**{**values, **given})
        verdict = Verdict(
            grade=grade,
            reasons=("headline",),
            sentence="SOCAR and Petrovietnam signed an agreement in Baku.",
            **names,
        )
        assert write_articles(self.store, [ArticleWrite(article, verdict)])[0] in {
            Outcome.INDEXED,
            Outcome.REVISED,
            Outcome.REPLACED,
        }
        if story is None or story != article.id:
            set_story(self.store, article.id, Grouped(story or article.id, "copy" if story else "lead"))
        self.store.update("articles", article.id, {n: format_stamp(t) for n, t in times.items()} | fields)
        return article.id

    def cycle(self, id_: str, started: datetime, finished: datetime) -> None:
        """Note a cycle that came to its end."""
        cycles.open_cycle(self.store, id_, started)
        cycles.close_cycle(self.store, id_, {})
        doc = {"finished_at": format_stamp(finished)}
        self.store.update("cycles", id_, doc)

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Give every document of a kind."""
        self.store.refresh(kind)
        return [
            {**hit["_source"], "_id": hit["_id"]}
            for hit in self.store.stream_documents(kind, {"match_all": {}})
        ]


@pytest.fixture
def room(provisioned: Store, office: tuple[PostOffice, int], tmp_path: Path) -> Iterator[Newsroom]:
    """Return an empty newsroom."""
    handler, port = office
    settings = Settings(
        config=tmp_path, archive=tmp_path / "archive", smtp_url=f"smtp://127.0.0.1:{port}", mail_rate=1000.0
    )
    empty_indices(provisioned)
    yield Newsroom(provisioned, settings, handler, datetime.now(UTC).replace(microsecond=0))


Rooms = Callable[[], Newsroom]
