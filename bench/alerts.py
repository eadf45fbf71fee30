"""`python -m bench.alerts`: 500 watches over 200 new articles, and 1,000 mails sent on this machine."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from rich.console import Console
from rich.table import Table

from bench.testbed import make_settings, open_testbed
from local import LocalError, mailbox
from pipeline.alert.find import finding
from pipeline.alert.render import renderer
from pipeline.alert.write.drafting import MailWriter
from pipeline.config import watches
from pipeline.config.settings import Settings
from pipeline.model.items import Article, Moment, Verdict
from pipeline.model.mails import Hit, MailState
from pipeline.model.stories import Grouped
from pipeline.runs.alerts import Alerts
from pipeline.store import hits
from pipeline.store.articles import stories
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.intake import write_articles
from pipeline.store.client import Store
from pipeline.store.connect import connect_store

WATCHES = 500
ARTICLES = 200
PEOPLE = 100
MAILS = 1000
MATCHING = 10.0
SENDING = 60.0
"""The aims, in seconds."""
SEED = 5
WORDS = """
SOCAR Petrovietnam oil gas refinery tanker barrel contract Baku Hanoi visit minister embassy talks trade
turnover export students university flight visa tourism culture festival rice coffee fertiliser shipping
corridor Caspian port bank investment memorandum agreement energy
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
        with TemporaryDirectory(prefix="azvn-bench-") as folder, open_testbed(Path(folder)) as environment:
            results = _measure_alerts(environment, Path(folder), chosen.share)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    Console().print(_make_table(results))
    return 0 if all(result.seconds < result.aim for result in results) else 1


def _measure_alerts(environment: Mapping[str, str], folder: Path, share: float) -> list[Result]:
    def take_share(number: int) -> int:
        return max(1, round(number * share))

    matched = _match_watches(make_settings(environment), take_share(WATCHES), take_share(ARTICLES))
    return [matched, _send_mails(environment, folder, take_share(MAILS))]


def _match_watches(settings: Settings, number: int, articles: int) -> Result:
    """Match watches over articles that came after their last run."""
    store = connect_store(settings)
    dice = random.Random(SEED)
    book = _make_watchbook(settings.config / watches.FILE, number, dice)
    finding.find_hits(store, book, datetime.now(UTC) - timedelta(hours=2))
    _index_articles(store, articles, dice)
    began = time.perf_counter()
    found = finding.find_hits(store, book, datetime.now(UTC))
    seconds = time.perf_counter() - began
    measured = f"{number} × {found.changed} articles, {found.new} hits"
    return Result("watches matched", measured, seconds, MATCHING)


def _make_watchbook(path: Path, number: int, dice: random.Random) -> watches.Watchbook:
    """Make watches of one word and of several, one in ten with a filter, one in fifty of everything."""
    people = [{"id": f"p{n}", "address": f"p{n}@desk.example", "zone": "Asia/Baku"} for n in range(PEOPLE)]
    return _write_watches(path, people, [_make_watch(n, dice) for n in range(number)])


def _make_watch(number: int, dice: random.Random) -> dict[str, object]:
    return {
        "id": f"w{number}",
        "title": f"Watch {number}",
        "recipients": [f"p{number % PEOPLE}"],
        "query": "" if number % 50 == 0 else _make_query(dice),
        "filters": {"language": ["en", "az"]} if number % 10 == 0 else {},
        "rhythm": "daily at 08:30",
    }


def _write_watches(
    path: Path, people: Sequence[Mapping[str, object]], entries: Sequence[Mapping[str, object]]
) -> watches.Watchbook:
    book = {"recipients": list(people), "watches": list(entries)}
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    return replace(watches.load_watches(path), topic_words="azerbaijan vietnam")


def _make_query(dice: random.Random) -> str:
    terms = [f"{dice.choice(FIELDS)}{word}" for word in dice.sample(WORDS, dice.randint(1, 4))]
    phrase = f'"{" ".join(dice.sample(WORDS, 2))}"'
    return dice.choice(
        [terms[0], " AND ".join(terms), " OR ".join(terms), f"({' OR '.join(terms)}) AND NOT {phrase}"]
    )


def _index_articles(store: Store, number: int, dice: random.Random) -> None:
    now = datetime.now(UTC)
    writes = [_make_write(n, now, dice) for n in range(number)]
    write_articles(store, writes)
    for write in writes:
        stories.set_story(store, write.article.id, Grouped(write.article.id, "lead"))


def _make_write(number: int, now: datetime, dice: random.Random) -> ArticleWrite:
    words = [dice.choice(WORDS) for _ in range(400)]
    sentences = [" ".join(words[start : start + 14]) for start in range(0, len(words), 14)]
    article = Article(
        url=f"https://outlet.example/{number}",
        source="unlisted",
        language=dice.choice(["en", "az", "vi", "ru"]),
        title=" ".join(words[:9]),
        text=". ".join(sentences),
        published=Moment(at=now, on=f"{now:%Y-%m-%d}", rung="json-ld"),
        first_seen_at=now,
        fetched_at=now,
    )
    return ArticleWrite(article, Verdict(grade=2 + number % 2, sentence=sentences[0]))


def _send_mails(environment: Mapping[str, str], folder: Path, number: int) -> Result:
    """Send mails of one story each through the outbox to a mailbox in a process of its own."""
    address = mailbox.start_mailbox(folder / "mail")
    try:
        settings = make_settings(environment, mail_rate=10_000.0, smtp_url=address)
        store = connect_store(settings)
        book = _draft_mails(store, settings, number)
        began = time.perf_counter()
        counts = Alerts(store, settings, book, renderer.make_renderer(settings)).send_mails()
        seconds = time.perf_counter() - began
    finally:
        mailbox.stop_mailbox(folder / "mail")
    kept = len(mailbox.read_mails(folder / "mail"))
    if kept != number or counts.get(str(MailState.SENT)) != number:
        raise LocalError(f"Of {number} mails {kept} arrived: {dict(counts)}")
    return Result("mails sent", f"{number}, one connection", seconds, SENDING)


def _draft_mails(store: Store, settings: Settings, number: int) -> watches.Watchbook:
    """Write so many mails into the outbox, of one story that a watch found, to a person each."""
    people = [{"id": f"m{n}", "address": f"m{n}@desk.example"} for n in range(number)]
    entry = {"id": "mails", "title": "One story", "recipients": [person["id"] for person in people]}
    book = _write_watches(settings.config / watches.FILE, people, [entry])
    now = datetime.now(UTC)
    story = next(hit.story for hit in hits.find_open_hits(store, now))
    made = [
        Hit(recipient=person, story=story, article=story, watches=("mails",), found_at=now, due_at=now)
        for person in book.people
    ]
    hits.add_hits(store, made)
    MailWriter(store, settings, book, now).write_mails()
    return book


def _make_table(results: Sequence[Result]) -> Table:
    table = Table(title="Alerts: one process, Elasticsearch and mailbox on the same machine")
    for heading in ("what", "number", "seconds", "aim"):
        table.add_column(heading, justify="left" if heading in {"what", "number"} else "right")
    for result in results:
        table.add_row(result.name, result.number, f"{result.seconds:.1f}", f"< {result.aim:.0f}")
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
