"""`python -m bench.fuzz`: hostile inputs through the code of the commands; what ends badly is told.

An input is a fault when it raises, ends as a fault of ours, or takes more processor time than is given.
`--inputs 1 --seed S --first N` tries one again.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from tempfile import NamedTemporaryFile

from bench.attacks import make_attack
from bench.structures import Attack
from pipeline.discover import discover_candidates
from pipeline.model.jobs import FeedTask
from pipeline.runs.read_files import PageReader
from pipeline.text.coding import BrokenBody, TooLarge, decode_content

SECONDS = 3.0
"""Processor time that an input may take."""
MEGABYTES = 500
"""Memory that the program may reach."""
SEEN = "2026-11-25T09:00:00Z"
URL = "https://a.example/news/an-agreement-is-signed-41.html"
LISTED = r"/news/"
SLOWEST = 5
TOLD = 500


@dataclass(frozen=True, slots=True)
class Trial:
    """An input that was tried, by its number, and how it ended; `fault` is "" for one that ended well."""

    number: int
    name: str
    outcome: str
    seconds: float
    fault: str


def try_inputs(seed: int, numbers: Sequence[int]) -> Iterator[Trial]:
    """Try inputs one after the other."""
    for number in numbers:
        yield try_attack(make_attack(seed, number), number)


def try_attack(attack: Attack, number: int = 0) -> Trial:
    """Give an input to the code that reads its kind, and measure."""
    started = time.process_time()
    fault = ""
    try:
        outcome = _read_attack(attack)
    except Exception as error:
        outcome, fault = "crash", f"{type(error).__name__}: {error}"[:200]
    seconds = time.process_time() - started
    if "our fault" in outcome:
        fault = outcome
    elif seconds > SECONDS and not fault:
        fault = f"{seconds:.1f} s of processor time"
    return Trial(number, attack.name, outcome.partition(" ")[0], seconds, fault)


def _read_attack(attack: Attack) -> str:
    if attack.kind == "body":
        try:
            body = decode_content(attack.body, "gzip")
        except (BrokenBody, TooLarge) as error:
            return type(error).__name__
        return _read_page(body)
    if attack.kind == "page":
        try:
            return _read_page(decode_content(attack.body, "identity"))
        except TooLarge as error:
            return type(error).__name__
    now = datetime.fromisoformat(SEEN).astimezone(UTC)
    task = FeedTask(source="fuzz", url=URL, kind="listing", link=LISTED) if attack.kind == "listing" else None
    return str(discover_candidates(attack.body, url=URL, source=None, feed=task, now=now).outcome)


def _read_page(body: bytes) -> str:
    # As a file would give it: the reader takes text alone, and the bytes are what is tried.
    with NamedTemporaryFile(prefix="azvn-fuzz-") as file:
        file.write(body)
        file.flush()
        answer = _load_reader().answer_request({"url": URL, "path": file.name, "seen_at": SEEN})
    return f"{answer['outcome']} {answer['detail']}"


@lru_cache(maxsize=1)
def _load_reader() -> PageReader:
    return PageReader.load(everything=False)


def measure_peak() -> float:
    """Give the most memory that this program had so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Sequence[str]) -> int:
    """Try inputs, with progress, and print a summary; exit code 1 when one ended badly."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=5_000, help="how many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    chosen = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    # Dictionaries and models are loaded by the first pages.
    list(try_inputs(0, range(1, 60)))
    numbers = range(chosen.first, chosen.first + chosen.inputs)
    trials: list[Trial] = []
    for trial in try_inputs(chosen.seed, numbers):
        trials.append(trial)
        if trial.fault:
            print(f"seed {chosen.seed}, input {trial.number}: {trial.name[:200]}: {trial.fault}", flush=True)
        if len(trials) % TOLD == 0:
            print(f"{len(trials)} of {chosen.inputs}, {measure_peak():.0f} MB", file=sys.stderr, flush=True)
    return _print_summary(trials)


def _print_summary(trials: Sequence[Trial]) -> int:
    faults = [trial for trial in trials if trial.fault]
    for outcome, count in Counter(trial.outcome for trial in trials).most_common():
        print(f"{count:8} {outcome}")
    for trial in sorted(trials, key=lambda trial: -trial.seconds)[:SLOWEST]:
        print(f"{trial.seconds:8.2f} s  input {trial.number}: {trial.name[:100]}")
    peak = measure_peak()
    total = sum(trial.seconds for trial in trials)
    print(f"{len(trials)} inputs in {total:.0f} s, {peak:.0f} MB at most, {len(faults)} faults")
    return 1 if faults or peak > MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
