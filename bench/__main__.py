"""`python -m bench`: speed and peak memory of the pipeline on one core, how often the judge is right,
and whether searches find first what they mean.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench.child import Run, run_pipeline
from bench.corpus import Mix, write_pages
from bench.judging import measure_judging
from bench.searching import measure_searching
from bench.testbed import open_testbed
from local import LocalError

MEGABYTES = 400
"""The aim for peak memory."""
AMONG = 20_000
"""Articles among which the labelled searches are made."""
FIGURES = ("pages", "in the index", "pages per second", "processor time per page", "peak memory")


@dataclass(frozen=True, slots=True)
class Case:
    """Pages of a mix, how many of them, and the pages per second that are wanted."""

    name: str
    mix: Mix
    pages: int
    aim: float


CASES = (
    Case("1 page in 1,000 on topic", Mix(relevant=1000, furniture=200), 6000, 300),
    Case("every page on topic", Mix(relevant=1, furniture=0), 600, 20),
)


def main(arguments: Sequence[str]) -> int:
    """Generate the pages, process them and print the table; exit code 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--pages", type=float, default=1.0, help="share of the usual number of pages, for a quick look"
    )
    parser.add_argument("--cpu", type=int, default=None, help="the core to use; the last one otherwise")
    chosen = parser.parse_args(arguments)
    try:
        runs = [(case, _measure_case(case, chosen.pages, chosen.cpu)) for case in CASES]
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    console = Console()
    console.print(_make_table(runs))
    is_right = measure_judging(console)
    is_found = measure_searching(console, AMONG)
    return 0 if is_right and is_found and all(_has_met_aim(case, done) for case, done in runs) else 1


def _measure_case(case: Case, share: float, cpu: int | None) -> Run:
    with TemporaryDirectory(prefix="azvn-bench-") as folder, open_testbed(Path(folder)) as environment:
        size = write_pages(Path(folder) / "archive" / "spool", case.mix, max(1, round(case.pages * share)))
        return run_pipeline(environment, size, cpu)


def _make_table(runs: Sequence[tuple[Case, Run]]) -> Table:
    table = Table(title="python -m pipeline on one core, start-up included")
    table.add_column("")
    columns: list[tuple[str, ...]] = [FIGURES]
    for case, done in runs:
        table.add_column(case.name, justify="right")
        columns.append(_format_figures(case, done))
    for row in zip(*columns, strict=True):
        table.add_row(*row)
    return table


def _format_figures(case: Case, done: Run) -> tuple[str, ...]:
    return (
        f"{done.size.pages} of {done.size.mean / 1000:.0f} kB",
        str(done.kept),
        f"{done.speed:.0f} (aim {case.aim:.0f})",
        f"{done.milliseconds:.1f} ms",
        f"{done.megabytes:.0f} MB (aim {MEGABYTES})",
    )


def _has_met_aim(case: Case, done: Run) -> bool:
    return done.speed >= case.aim and done.megabytes < MEGABYTES


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
