"""The one error of wrong configuration, and the sentences that say what is wrong in people's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError

from pipeline.model.faults import KnownFault

LONGEST_FOUND = 60
"""Characters of a wrong value that its sentence repeats."""

FORMS: Mapping[str, str] = {
    r"^[A-Z]{2}$": "is a country of two capital letters such as AZ",
    r"^[a-z]{2,3}$": "is a language of two or three small letters such as az",
    r"^[a-z]+$": "is made of small letters a to z",
    r"^[a-z0-9][a-z0-9-]*$": "is made of small letters, digits and hyphens",
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "is made of small letters, digits, hyphens and underscores, 64 at most",
    r"^[a-z0-9][a-z0-9_.-]*-$": "is made of small letters, digits, points and hyphens, the last a hyphen",
    "^(s3|gs|az|file)://.": "is an address such as s3://bucket/folder (or gs://, az://, file://)",
    "^(DEBUG|INFO|WARNING|ERROR)$": "is one of: DEBUG, INFO, WARNING, ERROR",
    "^([0-9A-Fa-f]{2}:?){32}$": "is a certificate's SHA-256: 64 hexadecimal digits, with or without colons",
}
"""What is right in place of a value that has not the form that a field asks for; a test finds a form without
words.
"""

SENTENCES: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "no such field",
    "model_type": "is a list of fields, each with its value",
    "dict_type": "is a list of names, each with its value",
    "mapping_type": "is a list of names, each with its value",
    "list_type": "is a list",
    "tuple_type": "is a list",
    "frozen_set_type": "is a list",
    "int_type": "is a whole number",
    "int_parsing": "is a whole number",
    "int_from_float": "is a whole number",
    "float_type": "is a number",
    "float_parsing": "is a number",
    "bool_type": "is true or false",
    "bool_parsing": "is true or false",
    "string_type": "is text",
    "path_type": "is the path of a file or folder",
    "time_delta_type": "is a duration such as 30m, 2h or 1d",
    "time_delta_parsing": "is a duration such as 30m, 2h or 1d",
    "date_type": "is a day such as 2026-11-28",
    "date_parsing": "is a day such as 2026-11-28",
    "date_from_datetime_parsing": "is a day such as 2026-11-28",
    "date_from_datetime_inexact": "is a day such as 2026-11-28",
    "greater_than": "is more than {gt:g}",
    "greater_than_equal": "is at least {ge:g}",
    "less_than": "is less than {lt:g}",
    "less_than_equal": "is at most {le:g}",
    "string_too_long": "has at most {max_length} characters",
    "too_long": "has at most {max_length} entries",
    "finite_number": "is a number",
}

NEAR = 0.66
"""From 0 to 1: how alike a name must be to be offered; grade for gerade, but not country for colour."""

Location = tuple[int | str, ...]


class ConfigError(KnownFault, ValueError):
    """What people wrote is wrong; the message names file, entry and field of every fault, a line each."""

    exit_code = 2


def describe_errors(
    error: ValidationError,
    *where: str,
    given: object = None,
    model: type[BaseModel] | None = None,
    spell: Callable[[str], str] = str,
) -> list[str]:
    """Give a sentence for each fault: `where` it is (file, entry), the field, what is right, what was found.

    `given` is what was read, so that an entry of a list is named by its id or name, else by its number
    from 1; `model` is what it should have been, so that a misspelt field is answered with the right one and
    the value of a secret is not repeated; `spell` says how people write the name of a field.
    """
    faults = error.errors(include_url=False)
    sentences = []
    for fault in faults:
        if not _follows_from_another(fault, faults):
            place = spell(name_place(given, fault["loc"])) if fault["loc"] else ""
            sentences.append(": ".join(filter(None, (*where, place, _describe_fault(fault, model)))))
    return sentences


def suggest_name(name: object, known: Collection[str]) -> str:
    """Give what to add to the sentence about an unknown name: the one that was meant, if one is near."""
    # Capitals are the commonest mistake, and cost as much as a wrong letter.
    small = {str(one).lower(): one for one in known}
    near = get_close_matches(str(name).lower(), list(small), 1, NEAR)
    return f": did you mean {small[near[0]]}?" if near else ""


def name_place(given: object, location: Location) -> str:
    """Give the place of a field as people would find it in what they wrote, such as `feeds.2.kind`."""
    parts: list[str] = []
    node = given
    for step in location:
        if isinstance(step, int) and node is not None and not isinstance(node, list | tuple):
            continue  # a single value that stands for a list of one
        node = _step_into(node, step)
        parts.append(_name_entry(node, step))
    return ".".join(parts)


def _step_into(node: object, step: int | str) -> object:
    if isinstance(node, Mapping):
        return node.get(step)
    if isinstance(node, list | tuple) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _name_entry(node: object, step: int | str) -> str:
    if not isinstance(step, int):
        return step
    names = (node.get(key) for key in ("id", "name", "stem")) if isinstance(node, Mapping) else ()
    return next((name for name in names if isinstance(name, str) and name), str(step + 1))


def _follows_from_another(fault: Any, faults: Sequence[Any]) -> bool:
    """Whether a list is too short only because its entries are wrong, each with a fault of its own."""
    place = fault["loc"]
    return fault["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in faults
    )


def _describe_fault(fault: Any, model: type[BaseModel] | None) -> str:
    kind, value = fault["type"], fault["input"]
    if kind == "extra_forbidden":
        return SENTENCES[kind] + suggest_name(fault["loc"][-1], _list_fields(model, fault["loc"][:-1]))
    if kind == "missing":
        return SENTENCES[kind]
    if value is None:
        return "is empty"
    if kind == "string_type":
        return _describe_unquoted(value)
    rule = _describe_choice(fault) if kind == "literal_error" else _say_rule(fault)
    return rule if _is_secret(model, fault["loc"]) else rule + _show_found(value)


def _say_rule(fault: Any) -> str:
    """Say what a value must be that is not."""
    kind, limits = fault["type"], fault.get("ctx", {})
    if kind == "string_pattern_mismatch":
        pattern = limits["pattern"]
        return FORMS.get(pattern, f"has the form {pattern}")
    if kind == "too_short":
        least = limits["min_length"]
        return "needs at least one" if least == 1 else f"needs at least {least}"
    if kind == "string_too_short":
        least = limits["min_length"]
        return "is empty" if least == 1 else f"has at least {least} characters"
    if kind in SENTENCES:
        return SENTENCES[kind].format(**limits)
    message = str(fault["msg"])
    own = message.removeprefix("Value error, ")
    return own if own != message else own[:1].lower() + own[1:]


def _describe_choice(fault: Any) -> str:
    expected = str(fault["ctx"]["expected"])
    words = re.findall(r"'([^']*)'", expected) or re.findall(r"[^\s,]+", expected.replace(" or ", " "))
    return f"is one of: {', '.join(words)}{suggest_name(fault['input'], words)}"


def _describe_unquoted(value: object) -> str:
    """Say why something that looks like text was read as something else: YAML takes bare words for values."""
    if isinstance(value, bool):
        words, word = ("YES, ON and TRUE", "YES") if value else ("NO, OFF and FALSE", "NO")
        return (
            f'needs quotation marks, as in "{word}": without them YAML reads {words} as {str(value).lower()}'
        )
    if isinstance(value, int | float):
        return f'needs quotation marks, as in "{value}": without them YAML reads a number'
    if isinstance(value, date):
        return f'needs quotation marks, as in "{value}": without them YAML reads a day'
    return "is text, not a list"


def _show_found(value: object) -> str:
    """Repeat a wrong value, unless it is long, no single value, or an address with a password in it."""
    secret = isinstance(value, str) and re.search(r"://[^/]*@", value)
    if secret or value == "" or not isinstance(value, str | int | float):
        return ""
    shown = repr(value)
    return f" (found {shown})" if len(shown) <= LONGEST_FOUND else f" (found {shown[:LONGEST_FOUND]}…)"


def _list_fields(model: type[BaseModel] | None, location: Location) -> Collection[str]:
    """Give the fields that there are at a place inside a model; none where it cannot be told."""
    inner = _find_models(_find_annotation(model, location))
    return inner[0].model_fields if inner else ()


def _is_secret(model: type[BaseModel] | None, location: Location) -> bool:
    return SecretStr in _list_types(_find_annotation(model, location))


def _find_annotation(model: type[BaseModel] | None, location: Location) -> object:
    """Give the type of the field at a place inside a model, or None."""
    annotation: object = model
    for step in location:
        if isinstance(step, str):
            inner = _find_models(annotation)
            field = inner[0].model_fields.get(step) if inner else None
            annotation = field.annotation if field else None
    return annotation


def _find_models(annotation: object) -> list[type[BaseModel]]:
    return [part for part in _list_types(annotation) if issubclass(part, BaseModel)]


def _list_types(annotation: object) -> list[type]:
    """Give the classes that an annotation is made of."""
    found = [annotation] if isinstance(annotation, type) else []
    for part in get_args(annotation):
        found += _list_types(part)
    return found
