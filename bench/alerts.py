"""`python -m bench.alerts`: matching of 500 watches over 200 new articles, and 1,000 mails to a server on
this machine, beside the aims.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from rich.console import Console
from rich.table import Table

from bench.workplace import open_workplace
from local import LocalError, mailbox
from pipeline.alert.find import finding
from pipeline.alert.render import renderer
from pipeline.alert.write.drafting import MailWriter
from pipeline.config import watches
from pipeline.config.settings import Settings
from pipeline.model.items import Article, Moment, Verdict
from pipeline.model.stories import Grouped
from pipeline.runs.alerts import Alerts
from pipeline.store import articles, hits, mails
from pipeline.store.articles import ArticleWrite
from pipeline.store.client import Store, connect_store

WATCHES, ARTICLES, PEOPLE, MAILS = 500, 200, 100, 1000
MATCHING, SENDING = 10.0, 60.0
"""The aims, in seconds."""
SEED = 5
WORDS = """
SOCAR Petrovietnam oil gas refinery tanker barrel contract Baku Hanoi visit minister embassy talks trade turnover export students university
flight visa tourism culture festival rice coffee fertiliser shipping corridor Caspian port bank investment memorandum agreement energy
""".split()  # noqa: SIM905
FIELDS = ("", "title:", "text:", "title.folded:")


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured: how much of it, in how many seconds, and the aim."""

    name: str
    number: str
    seconds: float
    aim: float


def main(arguments: Sequence[str]) -> int:
    """Make watches and articles, match and send, and print the table; exit code 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.alerts", description=__doc__)
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the usual numbers, for a quick look"
    )
    chosen = parser.parse_args(arguments)
    try:
        with TemporaryDirectory(prefix="azvn-bench-") as folder, open_workplace(Path(folder)) as environment:
            values = {name.removeprefix("AZVN_").lower(): value for name, value in environment.items()}
            results = _measure_alerts(
                Settings.model_validate({**values, "mail_rate": 10_000.0}), Path(folder), chosen.share
            )
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    Console().print(_make_table(results))
    return 0 if all(result.seconds < result.aim for result in results) else 1


def _measure_alerts(settings: Settings, folder: Path, share: float) -> list[Result]:
    store, dice = connect_store(settings), random.Random(SEED)
    number, watches = max(1, round(ARTICLES * share)), max(1, round(WATCHES * share))
    book = _make_watchbook(settings.config / watches.FILE, watches, dice)
    finding.find_hits(store, book, datetime.now(UTC) - timedelta(hours=2))
    _index_articles(store, number, dice)
    began = time.perf_counter()
    found = finding.find_hits(store, book, datetime.now(UTC))
    matched = Result(
        "watches matched",
        f"{watches} × {found.changed} articles, {found.new} hits",
        time.perf_counter() - began,
        MATCHING,
    )
    return [matched, _send_mails(store, settings, folder, max(1, round(MAILS * share)))]


def _make_watchbook(path: Path, number: int, dice: random.Random) -> watches.Watchbook:
    """Make watches: some of one word, some of several with operators and fields, one in ten with a filter,
    one in fifty of everything.
    """
    people = [{"id": f"p{n}", "address": f"p{n}@desk.example", "zone": "Asia/Baku"} for n in range(PEOPLE)]
    entries = [
        {
            "id": f"w{n}",
            "title": f"Watch {n}",
            "recipients": [f"p{n % PEOPLE}"],
            "query": "" if n % 50 == 0 else _make_query(dice),
            "filters": {"language": ["en", "az"]} if n % 10 == 0 else {},
            "rhythm": "daily at 08:30",
        }
        for n in range(number)
    ]
    path.write_text(yaml.safe_dump({"recipients": people, "watches": entries}), encoding="utf-8")
    return watches.load_watches(path)


def _make_query(dice: random.Random) -> str:
    terms = [f"{dice.choice(FIELDS)}{word}" for word in dice.sample(WORDS, dice.randint(1, 4))]
    phrase = f'"{" ".join(dice.sample(WORDS, 2))}"'
    return dice.choice(
        [terms[0], " AND ".join(terms), " OR ".join(terms), f"({' OR '.join(terms)}) AND NOT {phrase}"]
    )


def _index_articles(store: Store, number: int, dice: random.Random) -> None:
    now = datetime.now(UTC)
    writes = []
    for n in range(number):
        words = [dice.choice(WORDS) for _ in range(400)]
        url, published = f"https://outlet.example/{n}", Moment(at=now, on=f"{now:%Y-%m-%d}", rung="json-ld")
        article = Article(
            url=url,
            source="unlisted",
            language=dice.choice(["en", "az", "vi", "ru"]),
            title=" ".join(words[:9]),
            text=". ".join(" ".join(words[start : start + 14]) for start in range(0, 400, 14)),
            published=published,
            seen_at=now,
            fetched_at=now,
        )
        writes.append(ArticleWrite(article, Verdict(grade=2 + n % 2, sentence=" ".join(words[:14]))))
    articles.write_articles(store, writes)
    for write in writes:
        articles.set_story(store, write.article.id, Grouped(write.article.id, "lead"))


def _send_mails(store: Store, settings: Settings, folder: Path, number: int) -> Result:
    """Send mails of one story each through the outbox to a mailbox in a process of its own."""
    people = [{"id": f"m{n}", "address": f"m{n}@desk.example"} for n in range(number)]
    entry = {"id": "mails", "title": "One story", "recipients": [p["id"] for p in people]}
    path = settings.config / watches.FILE
    path.write_text(yaml.safe_dump({"recipients": people, "watches": [entry]}), encoding="utf-8")
    book, now = watches.load_watches(path), datetime.now(UTC)
    story = next(hit.story for hit in hits.find_open_hits(store, now))
    hits.add_hits(
        store,
        [
            hits.Hit(recipient=p, story=story, article=story, watches=("mails",), found_at=now, due_at=now)
            for p in book.people
        ],
    )
    MailWriter(store, settings, book, now).write_mails()
    address = mailbox.start_mailbox(folder / "mail")
    try:
        here = Settings.model_validate({**_reveal_settings(settings), "smtp_url": address})
        began = time.perf_counter()
        counts = Alerts(store, here, book, renderer.make_renderer(here)).send_mails()
        seconds = time.perf_counter() - began
    finally:
        mailbox.stop_mailbox(folder / "mail")
    kept = len(mailbox.read_mails(folder / "mail"))
    if kept != number or counts.get(str(mails.MailState.SENT)) != number:
        raise LocalError(f"Of {number} mails {kept} arrived: {dict(counts)}")
    return Result("mails sent", f"{number}, one connection", seconds, SENDING)


def _reveal_settings(settings: Settings) -> dict[str, object]:
    values = settings.model_dump()
    return {
        name: value.get_secret_value() if hasattr(value, "get_secret_value") else value
        for name, value in values.items()
    }


def _make_table(results: Sequence[Result]) -> Table:
    table = Table(title="Alerts: one process, Elasticsearch and mailbox on the same machine")
    for heading in ("what", "number", "seconds", "aim"):
        table.add_column(heading, justify="left" if heading in {"what", "number"} else "right")
    for result in results:
        table.add_row(result.name, result.number, f"{result.seconds:.1f}", f"< {result.aim:.0f}")
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
