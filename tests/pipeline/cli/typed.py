"""The command lines of the documentation as a person would type them: forms spelled out, names filled in."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from tests.docs.test_commands import AZVN, FENCE, ROOT, SPAN, TABLE, find_command, list_fenced

DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
INDENTED = re.compile(r"^ {4}(?:\.venv/bin/)?(azvn .+)$", re.MULTILINE)
SETTING = re.compile(r"^((?:[A-Z_]+=\S+ )*)")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
CHOICE = re.compile(r"[\w-]+(?:\|[\w-]+)+")
PLACEHOLDER = re.compile(r"[A-Z]+|page\.html|trend|lan")


class Typed(NamedTuple):
    """A command line: settings before it, the words of its command, and what is typed behind them."""

    settings: str
    command: str
    rest: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((*self.settings.split(), "azvn", *self.command.split(), *self.rest)).strip()


def list_typed() -> list[Typed]:
    """Give each command line of the documents once, in their order.

    Of what stands in the text, names of commands alone are no lines to be typed, where they need more.
    """
    found: dict[Typed, None] = {}
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        lines = [re.sub(r"\s+# .*$", "", line) for line in (*list_fenced(text), *INDENTED.findall(text))]
        for line in lines:
            found |= dict.fromkeys(_read_line(line))
        for span in SPAN.findall(FENCE.sub("", text)):
            found |= dict.fromkeys(one for one in _read_line(span.strip()) if one.rest or _is_whole(one))
    return list(found)


def _read_line(line: str) -> Iterator[Typed]:
    matched = AZVN.match(line)
    if matched and not line.startswith("docker"):
        settings = SETTING.match(line)
        for form in expand_form(matched[1]):
            words = shlex.split(form)
            _, rest = find_command(words)
            command = " ".join(words[: len(words) - len(rest)])
            yield Typed(settings[1] if settings else "", command, tuple(rest))


def expand_form(form: str) -> Iterator[str]:
    """Give what a form stands for: what is in [ ] once in and once out, of what stands around | each one."""
    plain = form.replace("\\|", "|").replace("…", "").replace(" | ", "|")
    for whole in dict.fromkeys((_resolve_options(plain, r"\1"), _resolve_options(plain, ""))):
        parts = [one.split("|") if CHOICE.fullmatch(one) else [one] for one in whole.split(" ") if one]
        yield from (" ".join(chosen) for chosen in product(*parts))


def _resolve_options(form: str, inside: str) -> str:
    while OPTIONAL.search(form):
        form = OPTIONAL.sub(inside, form)
    return form


def _is_whole(typed: Typed) -> bool:
    command, _ = find_command(typed.command.split())
    is_group = hasattr(command, "commands") and not command.invoke_without_command
    return not is_group and not any(param.required for param in command.params)


def name_commands() -> set[str]:
    """Give the names of all commands that can be typed."""
    inside = {
        f"{name} {one}" for name, group in TABLE.commands.items() for one in getattr(group, "commands", {})
    }
    return (
        inside | {name for name, one in TABLE.commands.items() if not hasattr(one, "commands")} | {"leases"}
    )
