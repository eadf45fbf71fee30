"""The sample articles as data: what each outlet publishes, how its page misbehaves, and what is true about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent.parent / "config" / "seeds"


@dataclass(frozen=True, slots=True)
class Record:
    """An article of a sample outlet.

    `hours` is its age when the demo starts; `page` names what its page does out of the ordinary; `edition` the cycle in which it appears;
    `correction` the paragraphs that replace the first ones in edition 2. The truth: `grade`, `outcome`, `copy_of`.
    """

    id: str
    outlet: str
    title: str
    text: str
    hours: float
    summary: str = ""
    author: str = ""
    page: str = ""
    edition: int = 1
    correction: str = ""
    related: tuple[str, ...] = ()
    grade: int = 0
    outcome: str = ""
    copy_of: str = ""
    hreflang: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def paragraphs(self) -> list[str]:
        """The text's paragraphs."""
        return [p.strip() for p in self.text.strip().split("\n") if p.strip()]


@lru_cache(maxsize=1)
def truth() -> tuple[Record, ...]:
    """Give every sample article, copies made of their originals and reprints of the seed texts included."""
    entries: list[dict[str, Any]] = []
    for path in sorted((HERE / "articles").glob("*.yml")):
        entries += yaml.safe_load(path.read_text(encoding="utf-8"))
    texts = {e["id"]: e["text"] for e in entries if "text" in e}
    return tuple(_record(e, texts) for e in entries)


def _record(entry: dict[str, Any], texts: dict[str, str]) -> Record:
    entry = dict(entry)
    reprint = entry.pop("reprint", None)
    if reprint:
        entry["text"] = _reprinted(reprint, texts)
        entry.setdefault("copy_of", reprint["of"])
    entry["related"] = tuple(entry.get("related") or ())
    return Record(**entry)


def _reprinted(reprint: dict[str, Any], texts: dict[str, str]) -> str:
    """The text of another article or of a seed, with a dateline, a credit and cuts of one's own."""
    original = texts.get(reprint["of"]) or (SEEDS / f"{reprint['of']}.txt").read_text(encoding="utf-8")
    if original.lstrip().startswith("date "):
        original = original.lstrip()[len("date 2025-05-08 ") :]
    paragraphs = [p.strip() for p in original.strip().split("\n") if p.strip()]
    kept = paragraphs[: max(1, round(len(paragraphs) * reprint.get("keep", 1.0)))]
    for number in reversed(reprint.get("without", [])):
        del kept[number]
    if reprint.get("dateline"):
        kept[0] = f"{reprint['dateline']} {_undated(kept[0])}"
    if reprint.get("credit"):
        kept.append(reprint["credit"])
    return "\n".join(kept)


def _undated(paragraph: str) -> str:
    head, mark, rest = paragraph.partition(" — ")
    if mark and len(head) < 30:
        return rest
    head, mark, rest = paragraph.partition(". ")
    return rest if mark and len(head) < 30 else paragraph
