"""The one place that a run works in: settings, and the store, catalogue, topic and watches behind them."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.config import sources, topic, watches
from pipeline.config.keys import act_as_mailer
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

    def take_settings(self, named: Mapping[str, str]) -> Workplace:
        """Give the same with settings by their names in the environment; empty ones change nothing."""
        changes = {name.removeprefix(PREFIX).lower(): value for name, value in named.items() if value}
        return self.change_settings(**changes)

    def act_as_mailer(self) -> Workplace:
        """Give the same with the mailer's key, where it has one of its own."""
        if self.settings.mailer_api_key_file is None:
            return self
        return replace(self, settings=act_as_mailer(self.settings))

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

    @property
    def watches_file(self) -> Path:
        """The file with the watches."""
        return self.settings.config / watches.FILE

    @cached_property
    def watchbook(self) -> Watchbook:
        """The watches; those that name an unknown source, theme or person stand among its faults."""
        book = watches.load_watches(self.watches_file)
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

    def prepare_program(self, module: str, grace: float = 0.0) -> Program:
        """Give a program of ours, to be run as a child with these settings."""
        return Program(module, self.environment, self.log, self.echo, grace)


def dump_settings(chosen: Settings) -> dict[str, Any]:
    """Give the values of all settings, secrets in plain text: for children and copies, never for a log."""
    values = chosen.model_dump()
    return {k: v.get_secret_value() if hasattr(v, "get_secret_value") else v for k, v in values.items()}


PLACES = (f"{PREFIX}INDEX_PREFIX", f"{PREFIX}ELASTICSEARCH_URL")
"""The settings that name indices: who sets one of them means these and no others."""
REAL_PREFIX = str(Settings.model_fields["index_prefix"].default)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a stack or a demo noted of itself: settings by environment name, and whether it is all invented.

    `left_by` names the command that a demo was made by.
    """

    settings: Mapping[str, str]
    invented: bool
    left_by: str = ""

    @property
    def prefix(self) -> str:
        """The first part of the names of its indices."""
        return self.settings[PLACES[0]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings that lead to the indices to look at, and what to say where they are not the real ones.

    `real` when nothing invented may be written there.
    """

    settings: Mapping[str, str]
    notice: str = ""
    real: bool = False


def choose_indices(named: Mapping[str, str], stack: Noted | None, demo: Noted | None) -> Choice:
    """Choose the indices to look at: named, else the running stack's, else the last demo's, else the real.

    `named` are settings by environment name that somebody set; a name that is the stack's or the demo's leads
    to all that belongs to it. `stack` is what the one that runs noted, `demo` the last one that was finished.
    """
    chosen = {name: value for name, value in named.items() if value}
    asked_for = chosen.get(PLACES[0], REAL_PREFIX)
    for noted in (stack, demo):
        if noted and all(chosen.get(name) in (None, noted.settings.get(name)) for name in PLACES):
            settings = {**noted.settings, **chosen}
            return Choice(settings, _describe_indices(noted, asked_for), real=not noted.invented)
    return Choice(chosen, real=asked_for == REAL_PREFIX)


def _describe_indices(noted: Noted, asked_for: str) -> str:
    indices, real = f"(indices {noted.prefix}…)", f"{PLACES[0]}={REAL_PREFIX} names the real ones"
    if not noted.invented:
        return "" if noted.prefix == asked_for else f"These are the sources of the stack that runs {indices}."
    if noted.left_by:
        return f"These are the sample sources, as `{noted.left_by}` left them {indices}; {real}."
    return f"These are the sample sources of the stack that runs {indices}; {real}."
