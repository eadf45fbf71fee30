"""Files that people write, read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pipeline.config.errors import ConfigError

# The parser in C takes a tenth of the time; not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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
    "did not find expected key": "the indentation is another than that of the lines above",
}
"""What to do about it, by the parser's own words."""


def read_yaml(path: Path) -> Any:
    """Read a YAML file; raise ConfigError naming file and line when it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (both are safe ones)
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
    return f"line {mark.line + 1}, column {mark.column + 1}: is not YAML: {HINTS.get(problem, problem)}"
