"""What is wrong with a command line, in people's words: typer and click have their own."""

from __future__ import annotations

import re
from typing import Any

from pipeline.config.errors import suggest_name

_RULES = (
    (re.compile(r"Input should be greater than or equal to (\S+)"), r"is at least \1"),
    (re.compile(r"Input should be less than or equal to (\S+)"), r"is at most \1"),
    (re.compile(r"Input should be a valid integer.*"), "is a whole number"),
    (re.compile(r"Input should be a valid number.*"), "is a number"),
    (re.compile(r"file '(.+)' does not exist"), r"\1 does not exist"),
    (re.compile(r"file '(.+)' is a directory"), r"\1 is a folder, not a file"),
)


def describe_usage(error: Any) -> str:
    """Say what is wrong with a command line and where its help is; `error` is a usage error of click."""
    context = getattr(error, "ctx", None)
    command = " ".join(["azvn", *_name_commands(context)])
    fault = _say_fault(error, context).rstrip(".")
    return f"{fault}{'' if fault.endswith('?') else '.'} See `{command} --help`."


def _name_commands(context: Any) -> list[str]:
    """Give the command and its group by name; the program has another one where it runs as a module."""
    if context is None or context.parent is None:
        return []
    return [*_name_commands(context.parent), str(context.info_name)]


def _say_fault(error: Any, context: Any) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        known = [name for one in context.command.params for name in one.opts] if context else []
        meant = suggest_name(error.option_name, [*known, "--help"])
        return f"{error.option_name}: no such option{meant}"
    if kind == "MissingParameter":
        return f"{_name_parameter(error)} is missing"
    if kind == "BadParameter":
        return f"{_name_parameter(error)}: {_put_in_words(error.message)}"
    message = str(error.format_message())
    command = re.fullmatch(r"No such command '(.+?)'\.?(.*)", message)
    if command:
        known = list(context.command.commands) if context else []
        return f"{command[1]}: no such command{suggest_name(command[1], known)}"
    extra = re.fullmatch(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", message)
    needs = re.fullmatch(r"Option '(\S+)' requires an argument\.?", message)
    if needs:
        return f"{needs[1]} needs a value"
    return f"too much is given: {extra[1]}" if extra else message


def _name_parameter(error: Any) -> str:
    """Give an option by its name, an argument as the help writes it."""
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "a value")
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return str(parameter.metavar or parameter.name.upper()).strip("[]…")


def _put_in_words(message: str) -> str:
    for pattern, words in _RULES:
        if pattern.search(message):
            return pattern.sub(words, message)
    return message[:1].lower() + message[1:]
