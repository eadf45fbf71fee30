"""Items that tell of nothing between the two sides, and how often the judge is deceived by them.

They are harder than the day's news: four in ten name both sides, in lists, calendars, digests, wars or as
what a third party deals with; a third of those on one side carry the other in dateline, credit or links.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.judging import RELEVANT, Labelled
from pipeline.config.files import read_yaml
from pipeline.config.settings import ROOT
from pipeline.config.topic import Topic, load_topic
from pipeline.read.judge import judge_article
from pipeline.read.prescan import passes_prescan

SENTENCES = Path(__file__).with_name("unrelated.yml")
LANGUAGES = ("en", "az", "vi", "ru")
ALLOWED = 1.0
"""Items of 10,000 that may be taken for relevant."""
FURNISHED = 0.35
"""Share of the items on one side that carry the other outside their text."""
MOST_SHOWN = 20
_SLOT = re.compile(r"\{(\w+)\}")
_MONTHS: Mapping[str, Sequence[str]] = {
    "en": ("March", "May", "July", "October"),
    "az": ("mart", "may", "iyul", "oktyabr"),
    "vi": ("3", "5", "7", "10"),
    "ru": ("марта", "мая", "июля", "октября"),
}


@dataclass(frozen=True, slots=True)
class Unrelated:
    """An item with its kind; `names` says which sides it names: neither, one or both."""

    kind: str
    names: str
    item: Labelled

    @property
    def page(self) -> bytes:
        """The item as the page that the prescan would look at."""
        return f"<h1>{self.item.title}</h1><p>{self.item.text}</p>".encode()


@lru_cache(maxsize=1)
def _load_sentences() -> Any:
    return read_yaml(SENTENCES)


def make_unrelated(number: int, seed: int) -> Iterator[Unrelated]:
    """Make so many items, the languages in turn; the same seed makes the same."""
    chance = random.Random(seed)
    kinds = _load_sentences()["kinds"]
    shares = [kind["share"] for kind in kinds]
    for place in range(number):
        yield _make_item(place, chance.choices(kinds, shares)[0], LANGUAGES[place % len(LANGUAGES)], chance)


def _make_item(place: int, kind: Any, language: str, chance: random.Random) -> Unrelated:
    texts = kind[language]
    body = chance.sample(texts["body"], chance.randint(2, min(6, len(texts["body"]))))
    sentences = [_fill(s, language, chance) for s in (chance.choice(texts["lead"]), *body)]
    text = _join_sentences(sentences, chance)
    if "other" in kind and chance.random() < FURNISHED:
        text = _furnish(text, kind["other"], language, chance)
    title = _fill(chance.choice(texts["title"]), language, chance)
    item = Labelled(f"{language}-unrelated-{place}", language, 0, title, text)
    return Unrelated(kind["name"], kind["names"], item)


def _join_sentences(sentences: Sequence[str], chance: random.Random) -> str:
    """Join sentences to paragraphs of one to three; a table stands alone."""
    paragraphs: list[list[str]] = [[]]
    for sentence in sentences:
        if "|" in sentence or chance.random() < 0.5 or len(paragraphs[-1]) == 3:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
        if "|" in sentence:
            paragraphs.append([])
    return "\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)


def _furnish(text: str, side: str, language: str, chance: random.Random) -> str:
    furniture = _load_sentences()["furniture"][language]
    before = chance.choice(furniture[side]) if chance.random() < 0.6 else ""
    after = chance.choice(furniture[f"after_{side}"]) if not before or chance.random() < 0.5 else ""
    return _fill(f"{before}{text}\n{after}".strip(), language, chance)


def _fill(text: str, language: str, chance: random.Random) -> str:
    def draw(match: re.Match[str]) -> str:
        if match[1] == "n":
            return str(chance.randint(3, 989))
        if match[1] == "day":
            return _name_day(language, chance)
        chosen: str = chance.choice(_load_sentences()["slots"][language][match[1]])
        return chosen

    return _SLOT.sub(draw, text)


def _name_day(language: str, chance: random.Random) -> str:
    day, month = chance.randint(1, 28), chance.choice(_MONTHS[language])
    if language == "en":
        return f"{month} {day}"
    return f"{day}/{month}" if language == "vi" else f"{day} {month}"


def measure_unrelated(console: Console, number: int, seed: int) -> bool:
    """Print what the prescan lets pass and what the judge takes for relevant; say whether the aim was met."""
    topic = load_topic(ROOT / "config" / "topic.yml")
    rows = [(made, *_try_item(made, topic)) for made in make_unrelated(number, seed)]
    console.print(_make_table(rows))
    wrong = [(made, grade) for made, _, grade in rows if grade >= RELEVANT]
    for made, grade in wrong[:MOST_SHOWN]:
        text = f"{made.kind}, {made.item.language}, {grade}: {made.item.title} / {made.item.text}"
        console.print(text.replace("\n", " / "), markup=False)
    share = 10_000 * len(wrong) / number
    aim = f"aim {ALLOWED:.0f}, seed {seed}"
    console.print(f"{share:.1f} of 10,000 unrelated items taken for relevant ({aim})")
    return share <= ALLOWED


def _try_item(made: Unrelated, topic: Topic) -> tuple[bool, int]:
    """Say whether the prescan lets an item pass, and give its grade, which it gets whether or not."""
    return passes_prescan(made.page, topic), judge_article(made.item.make_article(), topic).grade


def _make_table(rows: Sequence[tuple[Unrelated, bool, int]]) -> Table:
    table = Table(title=f"{len(rows)} unrelated items")
    for column in ("kind", "names", "items", "pass the prescan", "graded 1", "graded 2 or 3"):
        table.add_column(column, justify="left" if column in {"kind", "names"} else "right")
    kinds = {made.kind: made.names for made, _, _ in rows}
    for name, names in (*kinds.items(), ("all", "")):
        part = [row for row in rows if name in {row[0].kind, "all"}]
        grades = Counter(grade for _, _, grade in part)
        passed = sum(passes for _, passes, _ in part) / len(part)
        relevant = sum(grades[grade] for grade in grades if grade >= RELEVANT)
        table.add_row(name, names, str(len(part)), f"{passed:.0%}", str(grades[1]), str(relevant))
    return table
