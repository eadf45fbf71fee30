"""An entry added to a list of a YAML file as people write it: their comments and order stay as they are."""

from __future__ import annotations

from typing import Any

import yaml

from pipeline.config.errors import ConfigError


def insert_entry(text: str, section: str, entry: str, file: str) -> str:
    """Give the text of a file with an entry behind the last one of a section, indented as those are.

    Raise ConfigError, which names the `file`, where the section has no entry in a line of its own.
    """
    root: Any = yaml.compose(text)
    (entries,) = (value for key, value in root.value if key.value == section)
    if entries.flow_style or not entries.value:
        raise ConfigError(f"{file}: `{section}` has no entry in a line of its own: write the first by hand.")
    lines = text.splitlines(keepends=True)
    # The mark of the end stands behind comments and blank lines that belong to what follows.
    end = entries.value[-1].end_mark.line + (1 if entries.value[-1].end_mark.column else 0)
    while end > 1 and _is_remark(lines[end - 1]):
        end -= 1
    indent = " " * entries.start_mark.column
    added = "".join(indent + line for line in entry.splitlines(keepends=True))
    before = "".join(lines[:end])
    return before + ("" if before.endswith("\n") else "\n") + "\n" + added + "".join(lines[end:])


def _is_remark(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")
