"""Files that people write, read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pipeline.config.errors import ConfigError

# The parser in C takes a tenth of the time; not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, fault: type[ValueError] = ConfigError) -> Any:
    """Read a YAML file; raise `fault` naming file and line when it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (both are safe ones)
    except OSError as error:
        raise fault(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise fault(f"{path.name}: not readable as YAML: {str(error).replace(chr(10), ' ')}") from None
