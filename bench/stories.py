"""`python -m bench.stories`: how well copies are found, and how long grouping takes beside a full index."""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench.pairs import PairFigures, count_pairs, measure_bcubed
from bench.reprints import Text, make_lookalikes, make_texts
from bench.testbed import make_settings, open_testbed
from local import LocalError
from pipeline.model.items import Article, Moment, Verdict
from pipeline.publish.likeness import Likeness, Sketched, compare_texts
from pipeline.runs.group_step import group_articles
from pipeline.store.articles import stories
from pipeline.store.articles.content import ArticleWrite
from pipeline.store.articles.intake import write_articles
from pipeline.store.bulk import Operation
from pipeline.store.client import Store
from pipeline.store.connect import connect_store
from pipeline.text.sketch import sketch_text
from pipeline.text.urls import make_url_id

SEEDS = (11, 12, 13)
GROUPS = 200
LOOK_UPS = 300
PAIRS, BCUBED = 0.985, 0.995
"""The aims: precision and recall of pairs, B-cubed F1."""
SECONDS, MILLISECONDS = 120.0, 20.0
"""The aims for 10,000 new articles, and for the look-up of one, 95 in 100."""
FULL = 10_000
DIFFERENT = 100_000
"""Texts of which the look-up among more is made: each comes again after `APART`, as those of years would."""
APART = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, what was wanted, and whether it was reached."""

    name: str
    figure: str
    aim: str
    met: bool


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table; exit code 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.stories", description=__doc__)
    parser.add_argument("--beside", type=int, default=20_000, help="articles in the index (300,000)")
    parser.add_argument("--new", type=int, default=1_000, help="articles to be grouped (10,000)")
    parser.add_argument("--lookalikes", type=int, default=10_000, help="pairs that only look alike")
    parser.add_argument(
        "--sketches", type=int, default=0, help="measure a look-up among so many sketches alone (1,000,000)"
    )
    chosen = parser.parse_args(arguments)
    try:
        rows = [_measure_look_up(chosen.sketches)] if chosen.sketches else [*_measure_all(chosen)]
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    Console().print(_make_table(rows))
    return 0 if all(row.met for row in rows) else 1


def _measure_all(chosen: argparse.Namespace) -> Iterator[Row]:
    yield from _measure_quality()
    yield _count_false_pairs(chosen.lookalikes)
    yield from _measure_speed(chosen.beside, chosen.new)


def _make_table(rows: Sequence[Row]) -> Table:
    table = Table(title="Stories: one process, Elasticsearch on the same machine")
    for heading in ("what", "figure", "aim"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for row in rows:
        table.add_row(row.name, row.figure, row.aim, style="" if row.met else "red")
    return table


def _measure_quality() -> Iterator[Row]:
    """Group what the seeds give in an index, in shuffled order, and compare with what was made."""
    for seed in SEEDS:
        texts = list(make_texts(seed, GROUPS))
        random.Random(seed).shuffle(texts)
        with TemporaryDirectory(prefix="azvn-bench-") as name, open_testbed(Path(name)) as environment:
            store = connect_store(make_settings(environment))
            found, quotes = _group_texts(store, texts)
        gold = {make_url_id(_make_url(text)): text.group for text in texts}
        figures, bcubed = count_pairs(gold, found), measure_bcubed(gold, found)
        yield _make_quality_row(seed, len(texts), figures, bcubed)
        wanted = [text for text in texts if text.quotes]
        right = sum(bool(quotes.get(make_url_id(_make_url(text)))) for text in wanted)
        yield Row(f"seed {seed}: quotes shown", f"{right} of {len(wanted)}", "", met=True)


def _make_quality_row(seed: int, number: int, figures: PairFigures, bcubed: float) -> Row:
    figure = f"{figures.precision:.4f} / {figures.found:.4f} / {bcubed:.4f}"
    met = min(figures.precision, figures.found) >= PAIRS and bcubed >= BCUBED
    name = f"seed {seed}, {number} articles: precision, recall of pairs, B-cubed F1"
    return Row(name, figure, f"{PAIRS} / {PAIRS} / {BCUBED}", met)


def _group_texts(
    store: Store, texts: Sequence[Text]
) -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
    """Give the story, and the quoted stories, that each article got, read in twelve parts."""
    size = -(-len(texts) // 12)
    for start in range(0, len(texts), size):
        write_articles(store, [_make_write(text) for text in texts[start : start + size]])
        group_articles(store)
    found = {h["_id"]: h["_source"]["story"] for h in store.stream_documents("articles", fields=["story"])}
    return {id_: one["id"] for id_, one in found.items()}, {i: one["quotes"] for i, one in found.items()}


def _make_url(text: Text) -> str:
    return f"https://outlet.example/{text.id}"


def _make_write(text: Text) -> ArticleWrite:
    at = text.published_at
    article = Article(
        url=_make_url(text),
        source="unlisted",
        language=text.language,
        title=text.title,
        text=text.text,
        published=Moment(at=at, on=f"{at:%Y-%m-%d}", rung="json-ld"),
        first_seen_at=at,
        fetched_at=at,
        sketch=sketch_text(text.text),
    )
    return ArticleWrite(article, Verdict(grade=2))


def _count_false_pairs(number: int) -> Row:
    false = 0
    for one, other in make_lookalikes(99, number):
        likeness = compare_texts(_sketch(one), _sketch(other))
        false += likeness is Likeness.SAME
    name = "daily columns, templates, same titles, common tails and heads taken for copies"
    return Row(name, f"{false} of {number}", "0", not false)


def _sketch(text: Text) -> Sketched:
    return Sketched(text.text, frozenset(sketch_text(text.text)), len(text.text.split()), text.title)


def _measure_speed(beside: int, new: int) -> Iterator[Row]:
    with TemporaryDirectory(prefix="azvn-bench-") as name, open_testbed(Path(name)) as environment:
        store = connect_store(make_settings(environment))
        _fill_index(store, beside)
        texts = [text for text in make_texts(77, new) if text.kind != "quotes"][:new]
        write_articles(store, [_make_write(text) for text in texts])
        ids = stories.list_ungrouped(store)[:LOOK_UPS]
        slowest = _time_look_ups(store, ids)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        group_articles(store)
        seconds = time.perf_counter() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    aim = SECONDS * len(texts) / FULL
    yield Row(
        f"{len(texts):,} new articles beside {beside:,}: seconds",
        f"{seconds:.1f}",
        f"{aim:.0f}",
        seconds <= aim,
    )
    yield _make_look_up_row(slowest)
    yield Row("memory that grouping adds, MB", f"{grown:.0f}", "100", grown <= 100)


def _make_look_up_row(slowest: float, among: str = "") -> Row:
    name = f"milliseconds of a look-up{among}, 95 in 100"
    return Row(name, f"{slowest:.0f}", f"{MILLISECONDS:.0f}", slowest <= MILLISECONDS)


def _measure_look_up(number: int) -> Row:
    """Time look-ups in an index that holds of its articles what a look-up reads: words would take hours."""
    with TemporaryDirectory(prefix="azvn-bench-") as name, open_testbed(Path(name)) as environment:
        store = connect_store(make_settings(environment))
        _send_members(store, _make_sketches(number))
        texts = [text for text in make_texts(77, LOOK_UPS) if text.kind != "quotes"]
        write_articles(store, [_make_write(text) for text in texts])
        slowest = _time_look_ups(store, stories.list_ungrouped(store)[:LOOK_UPS])
    return _make_look_up_row(slowest, f" among {number:,}")


def _make_sketches(number: int) -> Iterator[Operation]:
    for place, text in enumerate(islice(make_texts(55, DIFFERENT), min(number, DIFFERENT))):
        first = _make_member(text)
        for again in range(len(range(place, number, DIFFERENT))):
            at = (text.published_at + again * APART).isoformat()
            times = dict.fromkeys(("published_at", "first_seen_at", "changed_at"), at)
            id_ = make_url_id(f"{_make_url(text)}/{again}")
            story = {**first.fields["story"], "id": id_}
            fields = {**first.fields, **times, "title": "", "text": "", "story": story}
            yield Operation("create", "articles", id_, fields)


def _time_look_ups(store: Store, ids: Sequence[str]) -> float:
    """Give the milliseconds in which 95 of 100 look-ups of one article are done."""
    times = []
    for article in stories.load_ungrouped(store, ids):
        began = time.perf_counter()
        stories.find_similar_members(store, [article])
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def _fill_index(store: Store, number: int) -> None:
    """Put so many grouped articles into the index, of the same days."""
    _send_members(store, map(_make_member, islice(make_texts(55, number), number)))


def _send_members(store: Store, members: Iterator[Operation]) -> None:
    while operations := list(islice(members, 1000)):
        store.send_bulk(operations)
    store.refresh("articles")


def _make_member(text: Text) -> Operation:
    id_ = make_url_id(_make_url(text))
    at = text.published_at.isoformat()
    fields = {
        "url": _make_url(text),
        "title": text.title,
        "text": text.text,
        "language": text.language,
        "published_at": at,
        "first_seen_at": at,
        "changed_at": at,
        "words": len(text.text.split()),
        "sketch": list(sketch_text(text.text)),
        "story": {"id": id_, "role": "lead", "copies": 0, "quotes": []},
        "partial": False,
        "text_from": "page",
        "origin": "web",
        "revision": 1,
    }
    return Operation("create", "articles", id_, fields)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
