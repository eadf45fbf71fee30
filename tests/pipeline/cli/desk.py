"""A desk at which every command of the documentation can be typed: the sample outlets after a first cycle."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from mailbox import Maildir
from pathlib import Path
from typing import Any

import pytest
import yaml

from local import notes, places
from pipeline.cli import app
from pipeline.config.files import read_yaml
from pipeline.config.settings import PREFIX, get_settings
from pipeline.config.topic import Topic, load_topic
from pipeline.model.fetches import Page, PageFetch
from pipeline.model.items import Candidate, Rejected
from pipeline.model.outcomes import Outcome, Stage
from pipeline.runs import workplace
from pipeline.runs.workplace import Workplace
from pipeline.spool import quarantine
from tests.pipeline.alert.post_office import PostOffice
from tests.pipeline.cli.conftest import PAGE, SPORT, write_warc
from tests.pipeline.cli.typed import Typed
from tests.spiders.site import rss

PEOPLE = ("reader", "second", "gone")
OUTLETS = ("xezer-xeber", "bakinskiy-vestnik")
"""Outlets of the sample that are watched; all of them would take most of the time."""
REFUSED = "550 5.1.1 no such user"
OPML = """<opml version="2.0"><body><outline text="AZ">
<outline text="Caspian Wire" xmlUrl="http://caspian-wire.example/rss.xml" language="en"/>
</outline></body></opml>"""


class Terminal(io.TextIOWrapper):
    """Standard input of a person who says yes to what is asked."""

    def isatty(self) -> bool:
        return True


@dataclass
class Desk:
    """The sample outlets, the indices that watch them, a mail server, and a folder with files to give."""

    place: Workplace
    sample: Any
    office: PostOffice
    port: int
    folder: Path
    said: dict[Typed, tuple[int, str, str]] = field(default_factory=dict)

    def open(self) -> None:
        """Write what commands are given: watches, pages, lists; and let a first cycle run, by its command."""
        self._write_sources()
        self._write_watches(PEOPLE)
        feed = rss(f"{self.site}ferries").decode()
        for name, text in {"page.html": PAGE, "feed.xml": feed, "list.opml": OPML}.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        write_warc(
            self.folder / "foreign.warc.gz", {f"{self.site}ferries": PAGE, f"{self.site}rowers": SPORT}
        )
        Maildir(self.folder / "returned").lock()
        self.office.answers = dict.fromkeys(map(_make_address, PEOPLE), REFUSED)
        self.run(Typed("", "cycle", ()))
        self.run(Typed("", "watches catch-up", ("--since", "7d")))
        self._write_watches(PEOPLE[:-1])

    def _write_sources(self) -> None:
        path = self.place.settings.config / "sources.yml"
        document = read_yaml(path)
        document["sources"] = [one for one in document["sources"] if one["id"] in OUTLETS]
        path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def _write_watches(self, people: tuple[str, ...]) -> None:
        watches = [
            {
                "id": "demo" if person == "reader" else person,
                "title": "Azerbaijan and Vietnam",
                "recipients": [person],
            }
            for person in people
        ]
        recipients = [{"id": person, "address": _make_address(person)} for person in people]
        text = yaml.safe_dump({"recipients": recipients, "watches": watches})
        (self.place.settings.config / "watches.yml").write_text(text, encoding="utf-8")

    @property
    def article(self) -> str:
        """The address of an article that is in the index."""
        return str(self.ask("search", "SOCAR", "--size", "1")["stories"][0]["url"])

    @property
    def site(self) -> str:
        """The front page of an outlet."""
        return str(self.sample.catalogue.by_id[OUTLETS[0]].site)

    def fill(self, typed: Typed) -> Typed:
        """Give the line with what a person would type in place of the words that stand for something."""
        return typed._replace(rest=tuple(self._fill_word(typed, word) for word in typed.rest))

    def _fill_word(self, typed: Typed, word: str) -> str:
        stands_for = {
            "ADDRESS": self.site if "suggest" in typed.command else self._find_article(typed.command, word),
            "DAY": f"{datetime.now(UTC):%Y-%m-%d}",
            "FILE": self._find_file(typed.command),
            "ID": self._find_id(typed, word) if word == "ID" else "",
            "MAILBOX": str(self.folder / "returned"),
            "ME": "me@desk.example",
            "N": "2",
            "NAME": self._find_name(typed.command) if word == "NAME" else "",
            "Q": "SOCAR",
            "QUERY": "SOCAR",
            "RECIPIENT": "gone" if typed.command == "forget" else "reader",
            "URL": self._find_article(typed.command, word),
            "WARC": str(self.folder / "foreign.warc.gz"),
            # Of the real catalogue, which nobody asks in a test.
            "trend": OUTLETS[0],
        }
        return stands_for.get(word, word)

    def _find_article(self, command: str, word: str) -> str:
        if word not in ("ADDRESS", "URL"):
            return ""
        return f"{self.site}ferries" if command in ("extract", "discover") else self.article

    def _find_file(self, command: str) -> str:
        if command == "topic check":
            return str(self.place.settings.config / "topic.yml")
        return {"sources import": "list.opml", "discover": "feed.xml"}.get(command, "page.html")

    def _find_name(self, command: str) -> str:
        return "plan" if command == "leases clear" else str(self.ask("backup", "--list")[-1]["name"])

    def _find_id(self, typed: Typed, _: str) -> str:
        if typed.command.startswith("quarantine"):
            return self.put_page_aside()
        if typed.command.startswith("mail"):
            wanted = ("--state", "refused") if "retry" in typed.command else ()
            return str(self.ask("mail", "list", *wanted)[0]["id"])
        if typed.command == "forget":
            return "gone"
        return "demo" if typed.command.startswith("watches") else OUTLETS[0]

    def ask(self, *words: str) -> Any:
        """Give what a command says as JSON."""
        code, out, err = self._call([*words, "--json"], {}, "")
        assert code == 0, err
        return json.loads(out)

    def put_page_aside(self) -> str:
        """Put a page into quarantine and give the id of its entry."""
        now = datetime.now(UTC)
        fetch = PageFetch(
            candidate=Candidate(url=f"{self.site}ferries", source=OUTLETS[0]),
            cycle="20261125T120000000",
            outcome=Outcome.FETCHED,
            url=f"{self.site}ferries",
            status=200,
            fetched_at=now,
            seen_at=now,
        )
        folder = self.place.settings.archive / quarantine.FOLDER
        given_up = Rejected(Stage.EXTRACT, Outcome.TOO_SLOW, "more than 5 s")
        return quarantine.put_page_aside(folder, Page(fetch, PAGE.encode()), given_up, 1, now).id

    def run(self, typed: Typed) -> tuple[int, str, str]:
        """Type a line, once: give its exit code and what it printed on both streams."""
        filled = self.fill(typed)
        if filled not in self.said:
            settings = dict(one.split("=", 1) for one in typed.settings.split())
            page = {"url": f"{self.site}ferries", "html": PAGE}
            given = json.dumps(page) if "--jsonl" in typed.rest else "y\n"
            self.said[filled] = self._call([*filled.command.split(), *filled.rest], settings, given)
        return self.said[filled]

    def _call(self, words: list[str], settings: Mapping[str, str], given: str) -> tuple[int, str, str]:
        environment = self.place.environment | {
            f"{PREFIX}SMTP_URL": f"smtp://127.0.0.1:{self.port}?starttls=no",
            f"{PREFIX}MAILBOX": str(self.folder / "returned"),
            f"{PREFIX}DELAY": "0",
            "COLUMNS": "80",
        }
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
        code = 0
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**environment, **settings}.items():
                patch.setenv(name, value)
            patch.chdir(self.folder)
            patch.setattr(places, "STATE", self.folder / "state")
            patch.setattr(notes, "read_running_stack", lambda: None)
            # The same file is read by forty commands, and takes half a second.
            patch.setattr(workplace.topic, "load_topic", load_topic_once)
            patch.setattr(sys, "argv", ["azvn", *words])
            patch.setattr(sys, "stdin", Terminal(io.BytesIO(given.encode()), encoding="utf-8"))
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            get_settings.cache_clear()
            try:
                app.main()
            except SystemExit as end:
                code = int(end.code or 0)
        get_settings.cache_clear()
        return code, *(_read_stream(stream) for stream in streams)  # type: ignore[return-value]


@cache
def load_topic_once(path: Path) -> Topic:
    """Read a topic that no command of the documentation changes."""
    return load_topic(path)


def _read_stream(stream: io.TextIOWrapper) -> str:
    if stream.closed:
        return ""
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined, no-any-return]


def _make_address(person: str) -> str:
    return f"{person}@desk.example"
