"""Texts made of other texts: reprints under a dateline and credit of their own, cut ones, and quotations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).resolve().parent.parent.parent / "config" / "seeds"
_QUOTED = re.compile(r"^\[([a-z0-9-]+):(\d+)-(\d+)\]$", re.MULTILINE)
_DATELINE = re.compile(r"^[^.—–-]{2,40}?(?:\. \d{1,2} \w+\. | — | - |\. )")


def reprint_text(order: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Give the text of another article or of a seed as reprinted.

    `of` names the original; `keep` is the share of its words kept from the start, cut at the end of a
    sentence; `without` are numbers of paragraphs left out; `dateline` stands in place of the original's;
    `credit` is a last paragraph.
    """
    kept = split_paragraphs(texts.get(order["of"]) or load_seed(order["of"]))
    for number in sorted(order.get("without", ()), reverse=True):
        del kept[number]
    kept = _take_share(kept, float(order.get("keep", 1.0)))
    if order.get("dateline"):
        kept[0] = f"{order['dateline']} {drop_dateline(kept[0])}"
    if order.get("credit"):
        kept.append(order["credit"])
    return "\n".join(kept)


def quote_paragraphs(text: str, texts: Mapping[str, str]) -> str:
    """Put paragraphs of other articles in place of lines such as `[id:0-3]`."""

    def take_passage(found: re.Match[str]) -> str:
        chosen = split_paragraphs(texts[found[1]])[int(found[2]) : int(found[3]) + 1]
        return "\n".join([drop_dateline(chosen[0]), *chosen[1:]])

    return _QUOTED.sub(take_passage, text)


def load_seed(name: str) -> str:
    """Give the text of a seed article without the date that one of them opens with."""
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    return re.sub(r"^\s*date \d{4}-\d\d-\d\d ", "", text)


def split_paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a text, one a line."""
    return [line.strip() for line in text.strip().split("\n") if line.strip()]


def drop_dateline(paragraph: str) -> str:
    """Give a first paragraph without place, day and credit in front of it."""
    return _DATELINE.sub("", paragraph, count=1)


def _take_share(kept: list[str], share: float) -> list[str]:
    """The first sentences, until their words are the share asked for."""
    left = round(share * sum(len(p.split()) for p in kept))
    found: list[str] = []
    for paragraph in kept:
        sentences: list[str] = []
        for sentence in re.split(r"(?<=[.!?]) ", paragraph):
            if left > 0:
                sentences.append(sentence)
            left -= len(sentence.split())
        if sentences:
            found.append(" ".join(sentences))
    return found
