"""The worst that an expression can be given, derived from the expression itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

GENERIC = (
    ". ",
    ".",
    "!",
    "…",
    '"',
    "'",
    " ",
    "\n",
    "\t",
    "<",
    ">",
    "</",
    "<a ",
    "<a b=",
    "<!--",
    "<![CDATA[",
    "<?",
    "<!doctype ",
    "&",
    "&#",
    "&#x",
    "&a",
    "\\u",
    "\\",
    "(",
    "[",
    "{",
    "]",
    "0",
    "1 ",
    "1,",
    "1.",
    "1:",
    "20",
    "2026-",
    ",",
    ", ",
    ";",
    "-",
    " - ",
    "|",
    "/",
    "//",
    "%",
    "=",
    "a",
    "A",
    "z",
    "a ",
    "a.",
    "ə",
    "é",
    "а",
    "@",
    "http://",
    "\u00c3",
)
"""Units that are repeated for every rule: marks, blanks, brackets, digits, letters of several kinds."""
MOST_CHARACTERS = 10
"""Different characters of an expression that are taken by themselves."""
_CATEGORIES = {
    sre.CATEGORY_DIGIT: "7",
    sre.CATEGORY_NOT_DIGIT: "x",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "x",
    sre.CATEGORY_WORD: "w",
    sre.CATEGORY_NOT_WORD: "-",
}


def list_worst_inputs(pattern: re.Pattern[Any], size: int) -> Iterator[str]:
    """Give inputs of `size` characters: what the expression wants, over and over and never to its end."""
    example, characters = _take_apart(pattern)
    beginnings = {example, example[:-1], example[: len(example) // 2], example[:1]} - {""}
    units = [*GENERIC, *characters, *sorted(beginnings)]
    units += [one + other for one in characters[:5] for other in characters[:5] if one != other]
    for unit in dict.fromkeys(units):
        yield _repeat(unit, size)
    for beginning in sorted(beginnings):
        for character in (*characters, " ", "a", "<"):
            yield beginning + _repeat(character, size - len(beginning))
            yield _repeat(beginning + character * 60, size)
    for character in dict.fromkeys((*characters, " ", "\n", "0", "a", "<")):
        yield _repeat(character, size - 1) + "\x00"


@lru_cache(maxsize=1)
def _take_apart(pattern: re.Pattern[Any]) -> tuple[str, tuple[str, ...]]:
    """Give what the expression nearly matches, and the characters that it wants."""
    flags = pattern.flags & ~re.UNICODE if _is_bytes(pattern) else pattern.flags
    tree = _parser.parse(_decode(pattern.pattern), flags)
    return _write_example(tree), tuple(islice(dict.fromkeys(_list_characters(tree)), MOST_CHARACTERS))


def _is_bytes(pattern: re.Pattern[Any]) -> bool:
    return isinstance(pattern.pattern, bytes)


def _decode(text: str | bytes) -> str:
    return text.decode("latin-1") if isinstance(text, bytes) else text


def _repeat(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def _write_example(tree: Any) -> str:
    """Give a text that an expression nearly or wholly matches: each choice its first, each repeat once."""
    return "".join(_write_part(op, argument) for op, argument in tree)


def _write_part(op: Any, argument: Any) -> str:
    if op is sre.LITERAL:
        return chr(argument)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, _, inner = argument
        return _write_example(inner) * max(1, min(least, 20))
    if op is sre.SUBPATTERN:
        return _write_example(argument[-1])
    if op is sre.ATOMIC_GROUP:
        return _write_example(argument)
    if op is sre.BRANCH:
        return _write_example(argument[1][0])
    return next(_list_characters([(op, argument)]), "")


def _list_characters(tree: Any) -> Iterator[str]:
    """Give the characters that stand for the parts of an expression."""
    for op, argument in tree:
        if op is sre.LITERAL:
            yield chr(argument)
        elif op is sre.IN:
            yield from _list_members(argument)
        elif op is sre.CATEGORY:
            yield _CATEGORIES[argument]
        elif op in (sre.ANY, sre.NOT_LITERAL):
            yield "x"
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            yield from _list_characters(argument[2])
        elif op is sre.SUBPATTERN:
            yield from _list_characters(argument[-1])
        elif op is sre.ATOMIC_GROUP:
            yield from _list_characters(argument)
        elif op is sre.BRANCH:
            for choice in argument[1]:
                yield from _list_characters(choice)


def _list_members(members: Any) -> Iterator[str]:
    if members[0][0] is sre.NEGATE:
        taken = {chr(argument) for op, argument in members if op is sre.LITERAL}
        yield next(c for c in "xq0 -\n." if c not in taken)
        return
    for op, argument in members[:2]:
        if op is sre.LITERAL:
            yield chr(argument)
        elif op is sre.RANGE:
            yield chr(argument[0])
        elif op is sre.CATEGORY:
            yield _CATEGORIES[argument]
