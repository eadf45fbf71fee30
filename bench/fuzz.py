"""`python -m bench.fuzz`: hostile inputs through the code of the commands; what ends badly is told.

An input is a fault when it raises, ends as a fault of ours, ends its process, or takes more processor time
than is given. They are tried in processes of their own, so that the peak of memory is theirs alone.
`--inputs 1 --seed S --first N` tries one again.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile

from bench.attacks import make_attack
from bench.structures import Attack
from pipeline.config.settings import ROOT
from pipeline.discover import discover_candidates
from pipeline.model.jobs import FeedTask
from pipeline.runs.page_reader import PageReader
from pipeline.text.coding import BrokenBody, TooLarge, decode_content

SECONDS = 3.0
"""Processor time that an input may take."""
STATUS = Path("/proc/self/status")
MEGABYTES = 500
"""Memory that the program may reach."""
ENDED_AFTER = 20
"""Seconds of processor time after which the system ends the process of an input."""
WORKERS = 2
SEEN = "2026-11-25T09:00:00Z"
URL = "https://a.example/news/an-agreement-is-signed-41.html"
LISTED = r"/news/"
SLOWEST = 5
TOLD = 10_000
"""Inputs after which it is said how far they are."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An input that was tried, by its number, and how it ended; `fault` is "" for one that ended well.

    `megabytes` is the most memory that its process had until then.
    """

    number: int
    name: str
    outcome: str
    seconds: float
    fault: str
    megabytes: float = 0.0


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
    return Trial(number, attack.name[:200], outcome.partition(" ")[0], seconds, fault, measure_peak())


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
    """Give the most memory that this program had so far, in megabytes.

    `ru_maxrss` begins with what the program had that started this one; Linux knows better.
    """
    if STATUS.exists():
        (peak,) = (line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def try_in_processes(seed: int, first: int, inputs: int, workers: int = WORKERS) -> list[Trial]:
    """Try inputs in so many processes side by side; one that ends its process costs itself alone."""
    edges = [first + inputs * number // workers for number in range(workers + 1)]
    with ThreadPoolExecutor(workers) as threads:
        parts = threads.map(partial(_try_range, seed), edges, edges[1:])
        return list(chain.from_iterable(parts))


def _try_range(seed: int, first: int, end: int) -> list[Trial]:
    trials: list[Trial] = []
    while first < end:
        command = [sys.executable, "-m", "bench.fuzz", "--lines", "--seed", str(seed)]
        command += ["--first", str(first), "--inputs", str(end - first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
            for line in child.stdout or ():
                trials.append(Trial(**json.loads(line)))
                first = trials[-1].number + 1
        if child.returncode:
            name = make_attack(seed, first).name[:200]
            trials.append(Trial(first, name, "ended", 0.0, f"ended its process with {child.returncode}"))
            first += 1
    return trials


def _print_trials(seed: int, first: int, inputs: int) -> None:
    """Try inputs in this process and print a line of JSON for each."""
    logging.disable(logging.CRITICAL)
    # Dictionaries and models are loaded by the first pages.
    list(try_inputs(0, range(1, 60)))
    for number in range(first, first + inputs):
        used = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        # Code in C that does not return can only be ended from outside.
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + ENDED_AFTER, hard))
        print(json.dumps(asdict(try_attack(make_attack(seed, number), number))), flush=True)


def main(arguments: Sequence[str]) -> int:
    """Try inputs and print a summary; exit code 1 when one ended badly."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=5_000, help="how many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes side by side")
    parser.add_argument(
        "--lines", action="store_true", help="try them in this process; a line of JSON for each input"
    )
    chosen = parser.parse_args(arguments)
    if chosen.lines:
        _print_trials(chosen.seed, chosen.first, chosen.inputs)
        return 0
    started = time.monotonic()
    trials: list[Trial] = []
    for begin in range(0, chosen.inputs, TOLD):
        part = min(TOLD, chosen.inputs - begin)
        trials += try_in_processes(chosen.seed, chosen.first + begin, part, chosen.workers)
        print(f"{len(trials)} of {chosen.inputs}", file=sys.stderr, flush=True)
    return _print_summary(chosen.seed, trials, time.monotonic() - started)


def _print_summary(seed: int, trials: Sequence[Trial], took: float) -> int:
    faults = [trial for trial in trials if trial.fault]
    for trial in faults:
        print(f"seed {seed}, input {trial.number}: {trial.name}: {trial.fault}")
    for outcome, count in Counter(trial.outcome for trial in trials).most_common():
        print(f"{count:8} {outcome}")
    for trial in sorted(trials, key=lambda trial: -trial.seconds)[:SLOWEST]:
        print(f"{trial.seconds:8.2f} s  input {trial.number}: {trial.name[:100]}")
    peak = max(trial.megabytes for trial in trials)
    total = sum(trial.seconds for trial in trials)
    print(
        f"{len(trials)} inputs in {took:.0f} s, {total:.0f} s of processor time, {peak:.0f} MB at most,"
        f" {len(faults)} faults"
    )
    return 1 if faults or peak > MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
