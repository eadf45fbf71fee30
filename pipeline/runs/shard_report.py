"""What became of a shard: how its programs ended, summed up; its first fault as an exception for a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model.jobs import CrawlReport, ProcessReport
from pipeline.model.values import Value
from pipeline.runs.plan_step import Shard


class ProgramEnd(NamedTuple):
    """How a program ended: its report, or a sentence for each fault; `refused` when no new try can help."""

    crawl: CrawlReport | None = None
    processed: ProcessReport | None = None
    faults: tuple[str, ...] = ()
    refused: bool = False


class ShardReport(Value):
    """What became of a shard: reports of the programs, and a sentence for each fault.

    `refused` when trying again cannot help.
    """

    number: int
    name: str = ""
    crawl: CrawlReport | None = None
    processed: tuple[ProcessReport, ...] = ()
    faults: tuple[str, ...] = ()
    refused: bool = False
    waiting: int = 0
    seconds: float = 0.0


def build_shard_report(
    shard: Shard, ended: Sequence[ProgramEnd], waiting: int, seconds: float
) -> ShardReport:
    """Sum up; the crawl's figures by source stay in the index."""
    crawl = next((end.crawl for end in ended if end.crawl), None)
    return ShardReport(
        number=shard.number,
        name=shard.name,
        crawl=crawl.model_copy(update={"sources": {}}) if crawl else None,
        processed=tuple(end.processed for end in ended if end.processed),
        faults=tuple(fault for end in ended for fault in end.faults),
        refused=any(end.refused for end in ended),
        waiting=waiting,
        seconds=round(seconds, 2),
    )


class ShardFailed(Exception):
    """A shard could not be taken to its end; the message is the first reason, and another try may help."""


class ShardRefused(ShardFailed):
    """A shard failed for its configuration: another try would fail as well."""


def raise_faults(report: ShardReport) -> None:
    """Raise ShardRefused or ShardFailed with the first reason of a shard that did not come to its end."""
    if report.faults:
        raise (ShardRefused if report.refused else ShardFailed)(report.faults[0])
