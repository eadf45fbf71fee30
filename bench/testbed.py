"""Where the bench runs: a real Elasticsearch, indices under a prefix of their own, and four sources."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import yaml

from local import elasticsearch
from pipeline.config import topic
from pipeline.config.settings import PREFIX, ROOT, Settings
from pipeline.store.connect import connect_store
from pipeline.store.schema.templates import provision_indices, remove_indices

SOURCES = {
    "az": ("AZ", "Asia/Baku"),
    "vi": ("VN", "Asia/Ho_Chi_Minh"),
    "en": ("GB", "Europe/London"),
    "ru": ("AZ", "Asia/Baku"),
}
"""Country and time zone of the source in each language."""


@contextmanager
def open_testbed(folder: Path) -> Iterator[Mapping[str, str]]:
    """Make everything that `python -m pipeline` needs and give its environment.

    The indices are removed in the end.
    """
    environment = _find_server() | {
        "AZVN_INDEX_PREFIX": f"azvn-bench-{secrets.token_hex(4)}-",
        "AZVN_ARCHIVE": str(folder / "archive"),
        "AZVN_CONFIG": str(_write_config(folder / "config")),
        "AZVN_LOG_LEVEL": "WARNING",
    }
    settings = make_settings(environment)
    store = connect_store(settings)
    try:
        provision_indices(store, topic.list_name_forms(topic.load_topic(settings.config / "topic.yml")))
        yield environment
    finally:
        remove_indices(store)


def make_settings(environment: Mapping[str, str], **changes: object) -> Settings:
    """Make the settings that a program would read from this environment, with some changed."""
    given = {name.removeprefix(PREFIX).lower(): value for name, value in environment.items()}
    return Settings.model_validate({**given, **changes})


def _find_server() -> dict[str, str]:
    named = {name: value for name, value in os.environ.items() if name.startswith("AZVN_ELASTICSEARCH_")}
    if named.get("AZVN_ELASTICSEARCH_URL"):
        return named
    server = elasticsearch.ensure_server()
    return {
        "AZVN_ELASTICSEARCH_URL": server.url,
        "AZVN_ELASTICSEARCH_USER": server.username,
        "AZVN_ELASTICSEARCH_PASSWORD": server.password,
    }


def _write_config(folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(ROOT / "config" / "topic.yml", folder)
    sources = [_make_source(language) for language in SOURCES]
    (folder / "sources.yml").write_text(yaml.safe_dump({"sources": sources}), encoding="utf-8")
    return folder


def _make_source(language: str) -> dict[str, object]:
    country, zone = SOURCES[language]
    site = f"http://outlet-{language}.example/"
    return {
        "id": f"outlet-{language}",
        "name": "Outlet",
        "country": country,
        "languages": [language],
        "timezone": zone,
        "site": site,
        "feeds": [{"url": f"{site}rss", "kind": "rss"}],
    }
