"""A query as people type it, in a watch or a search: Lucene syntax.

What only Kibana's other language knows is refused with the right form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from pipeline.config.known_values import KnownFields
from pipeline.config.query.field_values import describe_unknown_value
from pipeline.config.query.operators import bracket_mixed
from pipeline.text.quotes import find_open_quote

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|/(?:\\.|[^/\\\s])+/')
_WORD = re.compile(r"(?<![\w\\:.*?~^-])(and|or|not)(?![\w:.*?~^-])", re.IGNORECASE)
_COMPARED = re.compile(r"([\w.]+)\s*(>=|<=|>|<)\s*([^\s()]+)")
_NESTED = re.compile(r"([\w.]+)\s*:\s*\{")
_RANGE = re.compile(r"[\[{][^\]}]*\bTO\b[^\]}]*[\]}]")
_FIELD = re.compile(r"(?<![\\\w.*])([\w.*]+)\s*:")
_ESCAPED = re.compile(r"\\.")
_LAST_OPERATOR = re.compile(r"(?<!\S)(AND|OR|NOT|&&|\|\|)\s*$")
_EXISTS = "_exists_"
_EVERYTHING = re.compile(r"(?<!\S)\*(?::\*)?(?!\S)")
_LEADING = re.compile(r"(?<![\w*?.\\])[*?][\w*?]++(?!\s*:)")


def describe_fault(
    query: str, fields: Collection[str], known: KnownFields | None = None, *, mixed: bool = True
) -> str:
    """Say in one sentence what is wrong with a query and how to write it, or give an empty string.

    `fields` are the names of the index: a misspelt one would find nothing for ever, and so would a value that
    a field of `known` never has. Without `mixed` AND and OR side by side are none: the caller brackets
    them. Whether the rest is Lucene, Elasticsearch says itself.
    """
    bare = mask_quoted(query)
    form = bracket_mixed(query, bare) if mixed else ""
    sentences = (*_list_faults(query, bare, fields, form), describe_unknown_value(query, known or {}))
    return next((sentence for sentence in sentences if sentence), "")


def describe_doubt(query: str) -> str:
    """Say what is right as a query and is seldom what was meant, or give an empty string."""
    bare = mask_quoted(query)
    if _EVERYTHING.search(bare):
        return "*:* finds everything, whatever stands beside it with OR: without a query a watch does so too"
    leading = _LEADING.search(bare)
    if leading:
        return (
            f"{leading[0]}: a wildcard at the front looks through every word of the index, which is slow, and"
            " finds words that only end like this"
        )
    return ""


def mask_quoted(query: str, mask: str = "x") -> str:
    """Give a query of the same length whose phrases, regular expressions and ranges are one sign again and
    again.
    """
    return _RANGE.sub(lambda m: mask * len(m[0]), _QUOTED.sub(lambda m: mask * len(m[0]), query))


def find_small_operators(query: str) -> str:
    """Give a query of words with its small `or` and `not` in capitals; empty when it has none."""
    bare = mask_quoted(query)
    words = {found[0].lower() for found in _WORD.finditer(bare)}
    return _raise_operators(query, bare) if words & {"or", "not"} else ""


def _list_faults(query: str, bare: str, fields: Collection[str], form: str) -> Iterator[str]:
    mark = find_open_quote(query)
    if mark:
        yield f"the quotation mark {mark} stands alone: a phrase has one at both ends"
    yield _describe_brackets(bare)
    words = [found[0] for found in _WORD.finditer(bare) if not found[0].isupper()]
    if words:
        yield f"{_quote_words(words)}: operators are written in capitals: {_raise_operators(query, bare)}"
    nested = _NESTED.search(bare)
    if nested:
        yield f"{nested[1]}:{{ … }}: each field is written in full, such as {nested[1]}.name:value"
    compared = _COMPARED.search(bare)
    if compared:
        # Positions in `bare` are those in the query, whose quoted words it hides.
        field, sign, value = (query[slice(*compared.span(n))] for n in (1, 2, 3))
        yield f"{query[slice(*compared.span())]}: a comparison is written {field}:{sign}{value}"
    if form:
        yield f"AND and OR stand side by side: brackets say what belongs together, such as {form}"
    yield from (_describe_unknown(found[1], fields) for found in _FIELD.finditer(bare))


def _mask_match(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def _describe_brackets(bare: str) -> str:
    """Say that a bracket has no partner, or that an operator has nothing behind it."""
    plain = _ESCAPED.sub("", bare)
    left = plain.count("(") - plain.count(")")
    if left:
        return f"a bracket is {'left open' if left > 0 else 'closed that was not opened'}"
    ending = _LAST_OPERATOR.search(bare)
    return f"ends too early: something is missing after “{ending[1]}”" if ending else ""


def _quote_words(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))


def _raise_operators(query: str, bare: str) -> str:
    """Give the query with its operators in capitals; quoted words stay."""
    for found in _WORD.finditer(bare):
        query = query[: found.start()] + found[0].upper() + query[found.end() :]
    return query


def _describe_unknown(name: str, fields: Collection[str]) -> str:
    if name in (_EXISTS, "*") or name in fields:
        return ""
    if "*" in name:
        return f"{name}: all fields of a name are written {name.replace('*', chr(92) + '*')}:value"
    inside = sorted(f for f in fields if f.startswith(f"{name}.") or f.endswith(f".{name}"))
    near = get_close_matches(name, inside, 1, 0) or get_close_matches(name, fields, 1)
    hint = f": did you mean {near[0]}?" if near else ""
    return f"the index has no field {name}{hint}"


_STOPPED = re.compile(r'Encountered " .*? at line 1, column (\d+)')
_NO_DATE = re.compile(r"failed to parse date field \[(.*?)\]")
_NO_NUMBER = re.compile(r'For input string: "(.*?)"')


def explain_query_refusal(reason: str, query: str) -> str:
    """Say in people's words why Elasticsearch does not take a query; its own words where none are known."""
    stopped = _STOPPED.search(reason)
    if stopped:
        place = int(stopped[1])
        return f"cannot be read from character {place + 1} on: “{query[place : place + 20].strip()}”"
    if "<EOF> after prefix" in reason:
        return "a quotation mark is left open"
    if "<EOF>" in reason:
        return _describe_end(query)
    if "end-of-string" in reason:
        return "a regular expression between slashes is not complete"
    date, number = _NO_DATE.search(reason), _NO_NUMBER.search(reason)
    if date:
        return f"“{date[1]}” is no date such as 2026-11-28 or now-7d"
    return f"“{number[1]}” is no number" if number else reason


def _describe_end(query: str) -> str:
    """Say what a query lacks that ends too early."""
    bare = _QUOTED.sub(_mask_match, query)
    if bare.count("(") > bare.count(")"):
        return "a bracket is left open"
    if bare.count("[") + bare.count("{") > bare.count("]") + bare.count("}"):
        return "a range is left open: it has the form [2026-01-01 TO now]"
    return f"ends too early: something is missing after “{query[-20:].strip()}”"
