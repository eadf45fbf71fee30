"""Where the bench runs: a real Elasticsearch, indices under a prefix of their own, and a catalogue of four
outlets.
"""

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
from pipeline.config.settings import ROOT, Settings
from pipeline.store.connect import connect_store
from pipeline.store.schema.templates import provision_indices, remove_indices

OUTLETS = {
    "az": ("AZ", "Asia/Baku"),
    "vi": ("VN", "Asia/Ho_Chi_Minh"),
    "en": ("GB", "Europe/London"),
    "ru": ("AZ", "Asia/Baku"),
}


@contextmanager
def open_workplace(folder: Path) -> Iterator[Mapping[str, str]]:
    """Make everything that `python -m pipeline` needs and give its settings; the indices are removed in the
    end.
    """
    environment = _find_server() | {
        "AZVN_INDEX_PREFIX": f"azvn-bench-{secrets.token_hex(4)}-",
        "AZVN_ARCHIVE": str(folder / "archive"),
        "AZVN_CONFIG": str(_write_config(folder / "config")),
        "AZVN_LOG_LEVEL": "WARNING",
    }
    settings = Settings.model_validate(
        {name.removeprefix("AZVN_").lower(): value for name, value in environment.items()}
    )
    store = connect_store(settings)
    try:
        provision_indices(store, topic.load_topic(settings.config / "topic.yml"))
        yield environment
    finally:
        remove_indices(store)


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
    sources = [
        {
            "id": f"outlet-{language}",
            "name": "Outlet",
            "country": country,
            "languages": [language],
            "timezone": zone,
            "site": f"http://outlet-{language}.example/",
            "feeds": [{"url": f"http://outlet-{language}.example/rss", "kind": "rss"}],
        }
        for language, (country, zone) in OUTLETS.items()
    ]
    (folder / "sources.yml").write_text(yaml.safe_dump({"sources": sources}), encoding="utf-8")
    return folder
