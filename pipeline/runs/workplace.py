"""The one place that a run works in: settings, and the store, catalogue, topic and watches behind them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.config import sources, topic, watches
from pipeline.config.settings import PREFIX, Settings
from pipeline.config.sources import Catalogue
from pipeline.config.topic import Topic
from pipeline.config.watches import Watchbook
from pipeline.model.progress import StepProgress, stay_silent
from pipeline.programs import Program
from pipeline.store.client import Store
from pipeline.store.connect import connect_store


def name_owner() -> str:
    """Give the name under which this process holds leases."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass(frozen=True)
class Workplace:
    """The settings of a run with all that they lead to, each read at first use and then kept.

    `tell` hears how far a step has come, `echo` every line of the programs' logs, `owner` is the holder of
    its leases.
    """

    settings: Settings
    tell: StepProgress = stay_silent
    echo: Callable[[str], None] | None = None
    owner: str = field(default_factory=name_owner)

    def switch_store(self, url: str, user: str, password: str) -> Workplace:
        """Give the same with another Elasticsearch."""
        return self.change_settings(
            elasticsearch_url=url, elasticsearch_user=user, elasticsearch_password=password
        )

    def change_settings(self, **changes: object) -> Workplace:
        """Give the same with some settings changed, checked like those of the environment."""
        return replace(self, settings=Settings.model_validate({**dump_settings(self.settings), **changes}))

    def report_to(self, tell: StepProgress) -> Workplace:
        """Give the same with another listener; what was read already is kept."""
        made = replace(self, tell=tell)
        for name in ("store", "catalogue", "topic", "watchbook"):
            if name in self.__dict__:
                made.__dict__[name] = self.__dict__[name]
        return made

    @cached_property
    def store(self) -> Store:
        """The door to Elasticsearch, opened at first use; raises StoreFault when nobody opens."""
        return connect_store(self.settings)

    def open_store(self) -> Store:
        """Knock anew: a step that may do without Elasticsearch must know whether it is there now."""
        return connect_store(self.settings)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The sources."""
        return sources.load_sources(self.settings.config / "sources.yml")

    def select_sources(self, ids: Sequence[str]) -> Catalogue:
        """Give these sources, all without any; raise ConfigError for an unknown id."""
        return self.catalogue.select_sources(ids) if ids else self.catalogue

    @cached_property
    def topic(self) -> Topic:
        """What names the two sides and what links them."""
        return topic.load_topic(self.settings.config / "topic.yml")

    @cached_property
    def watchbook(self) -> Watchbook:
        """The watches; those that name an unknown source, theme or person stand among its faults."""
        book = watches.load_watches(self.settings.config / watches.FILE)
        return watches.check_watches(book, self.catalogue, self.topic)

    @property
    def environment(self) -> dict[str, str]:
        """These settings as environment variables, for the programs that are run as children."""
        values = dump_settings(self.settings)
        return {f"{PREFIX}{name.upper()}": str(v) for name, v in values.items() if v is not None}

    @property
    def log(self) -> Path:
        """The file that keeps the logs of the programs."""
        return self.settings.archive.parent / "log" / "cycle.log"

    def prepare_program(self, module: str) -> Program:
        """Give a program of ours, to be run as a child with these settings."""
        return Program(module, self.environment, self.log, self.echo)


def dump_settings(chosen: Settings) -> dict[str, Any]:
    """Give the values of all settings, secrets in plain text: for children and copies, never for a log."""
    values = chosen.model_dump()
    return {k: v.get_secret_value() if hasattr(v, "get_secret_value") else v for k, v in values.items()}
