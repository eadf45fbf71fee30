"""The real program as a child on one core, with the time it took and the most memory it had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bench.corpus import Size


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took, start-up included: wall and processor time in seconds, peak memory in megabytes."""

    size: Size
    seconds: float
    processor: float
    megabytes: float
    kept: int

    @property
    def speed(self) -> float:
        """Pages per second."""
        return self.size.pages / self.seconds

    @property
    def milliseconds(self) -> float:
        """Processor time of a page, which neither other programs nor waiting for Elasticsearch change."""
        return self.processor / self.size.pages * 1000


def run_pipeline(environment: Mapping[str, str], size: Size, cpu: int | None) -> Run:
    """Run `python -m pipeline` over what waits; raise RuntimeError when it fails or leaves pages out."""
    started = time.monotonic()
    with subprocess.Popen(
        [*_pin_cpu(cpu), sys.executable, "-m", "pipeline"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    ) as child:
        assert child.stdout is not None
        printed = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    report = json.loads(printed or b"{}")
    if child.returncode or report.get("pages") != size.pages:
        raise RuntimeError(
            f"python -m pipeline ended with {child.returncode}: {printed.decode(errors='replace')[:500]}"
        )
    return Run(
        size,
        seconds=time.monotonic() - started,
        processor=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / 1024,
        kept=sum(report.get("items", {}).get("index", {}).values()),
    )


def _pin_cpu(cpu: int | None) -> list[str]:
    """Give a command prefix that binds the child to one core; without affinity it runs unbound."""
    if not hasattr(os, "sched_setaffinity"):
        return []
    core = max(os.sched_getaffinity(0)) if cpu is None else cpu
    code = f"import os,sys; os.sched_setaffinity(0,{{{core}}}); os.execv(sys.argv[1],sys.argv[1:])"
    return [sys.executable, "-c", code]
