"""`azvn topic`: what names the two sides, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli.options import Json, show_result


def check_topic_file(
    file: Annotated[
        Path | None, typer.Argument(help="A topic of one's own; topic.yml of AZVN_CONFIG otherwise.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Name every fault of a topic: forms that two names share, words that are no name, what is missing.

    Exit code 1 when there is a fault; a warning may be meant.
    """
    from pipeline.config.settings import get_settings
    from pipeline.config.topic.checking import check_topic

    path = file or get_settings().config / "topic.yml"
    found = check_topic(path)
    result = {
        "file": str(path),
        "faults": [one.build_json() | {"place": one.place} for one in found if one.fault],
        "warnings": [one.build_json() | {"place": one.place} for one in found if not one.fault],
    }
    show_result(result, as_json, _show_findings)
    raise typer.Exit(1 if result["faults"] else 0)


def _show_findings(result: dict[str, Any]) -> None:
    from pipeline.terminal.screen import format_number, print_line

    name = Path(result["file"]).name
    for kind, sign in (("faults", ""), ("warnings", "warning: ")):
        for one in result[kind]:
            print_line(": ".join(part for part in (name, one["place"], sign + one["sentence"]) if part))
    counts = [format_number(len(result[kind]), kind[:-1]) for kind in ("faults", "warnings")]
    print_line(f"{name}: {' and '.join(counts)}.")
