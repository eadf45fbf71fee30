"""Files that people write, read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

from pipeline.config.errors import ConfigError

# The parser in C takes a tenth of the time; not every build of PyYAML has it.
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HINTS = {
    "did not find expected node content": "a bracket or brace is left open before this place",
    "found unexpected end of stream": "a quotation mark is left open before this place",
    "found character that cannot start any token": (
        "no word begins like this: lines are indented with spaces, and signs stand in quotation marks"
    ),
    "mapping values are not allowed in this context": (
        "a second colon in a line: put what follows the first in quotation marks"
    ),
    "did not find expected '-' indicator": "the indentation is another than that of the lines above",
    "did not find expected ',' or ']'": "a comma or ] is missing before this place, or quotation marks are",
    "did not find expected ',' or '}'": "a comma or } is missing before this place, or quotation marks are",
    "did not find expected key": "the indentation is another than that of the lines above",
}
"""What to do about it, by the parser's own words."""


REPEATED = "a second"
_HASHTAG = re.compile(r"[ \t]++(#[^\s#]\S*+)")


class StrictLoader(_SAFE):  # type: ignore[misc]
    """Refuses a key that stands twice in one place: of two values the last would win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        """Read a mapping; raise ConstructorError at the second of two equal keys."""
        first: dict[tuple[str, str], yaml.ScalarNode] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            earlier = first.setdefault((key.tag, key.value), key)
            if earlier is not key:
                line = earlier.start_mark.line + 1
                problem = f"{REPEATED} {key.value}: it stands in line {line} too, and only one can count"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """Read a YAML file; raise ConfigError naming file and line when it cannot be read.

    A key that stands twice in one place is such a fault.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=StrictLoader)  # noqa: S506  (a safe one)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path.name}: byte {error.start + 1} is not UTF-8") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path.name}: {_describe_fault(error)}") from None


def _describe_fault(error: yaml.YAMLError) -> str:
    mark, problem = getattr(error, "problem_mark", None), str(getattr(error, "problem", ""))
    if mark is None:
        # A character that YAML does not allow at all.
        return f"is not YAML: {' '.join(str(error).split())}"
    if problem.startswith(REPEATED):
        return f"line {mark.line + 1}, column {mark.column + 1}: {problem}"
    return f"line {mark.line + 1}, column {mark.column + 1}: is not YAML: {HINTS.get(problem, problem)}"


def find_cut_values(path: Path, section: str, fields: Collection[str]) -> dict[str, str]:
    """Give by id the entries of a section in which a `#` cuts one of these fields, with the sentence.

    YAML takes what follows a blank and # for a comment: `query: SOCAR #oil` asks for SOCAR alone. People who
    mean a comment leave a blank behind the sign. Raise ConfigError like `read_yaml`.
    """
    read_yaml(path)
    text = path.read_text(encoding="utf-8")
    root = yaml.compose(text, Loader=_SAFE)
    lines = text.split("\n")
    cut: dict[str, str] = {}
    for entry in _list_entries(root, section):
        values = {key.value: value for key, value in entry.value if isinstance(value, yaml.ScalarNode)}
        for name in fields:
            lost = _find_comment(values[name], lines) if name in values else ""
            if lost and "id" in values:
                cut[values["id"].value] = (
                    f"{name}: is cut before “{lost}”: put it in quotation marks, or leave a blank behind"
                    " the # when it is a comment"
                )
    return cut


def _list_entries(root: yaml.Node | None, section: str) -> Iterator[yaml.MappingNode]:
    sections = root.value if isinstance(root, yaml.MappingNode) else ()
    for key, value in sections:
        if key.value == section and isinstance(value, yaml.SequenceNode):
            yield from (entry for entry in value.value if isinstance(entry, yaml.MappingNode))


def _find_comment(value: yaml.ScalarNode, lines: list[str]) -> str:
    """Give the hashtag that follows a value without quotation marks, or an empty string."""
    mark = value.end_mark
    if value.style or mark.line >= len(lines):
        return ""
    found = _HASHTAG.match(lines[mark.line], mark.column)
    return found[1] if found else ""
