"""`python -m docs.pictures`: draws the dashboards of kibana/ over the sample's month, for docs/kibana.md."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from docs.pictures.draw import draw_dashboard
from kibana.files import read_objects
from local.elasticsearch import ensure_server
from local.sample.month import fill_month
from pipeline.config.settings import ROOT, Settings
from pipeline.config.topic import list_name_forms, load_topic
from pipeline.store.connect import connect_store
from pipeline.store.schema import templates

PREFIX = "azvn-pictures-"


def main() -> None:
    """Make indices of their own, fill them, draw each dashboard into docs/, and remove the indices."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    server = ensure_server()
    place = {"elasticsearch_url": server.url, "elasticsearch_user": server.username}
    chosen = {**place, "elasticsearch_password": server.password, "index_prefix": PREFIX}
    store = connect_store(Settings.model_validate(chosen))
    topic = load_topic(ROOT / "config" / "topic.yml")
    try:
        templates.remove_indices(store)
        templates.provision_indices(store, list_name_forms(topic))
        fill_month(store, topic, datetime.now(UTC))
        objects = read_objects(PREFIX)
        views = {one.id: one.body for one in objects if one.kind == "view"}
        for board in (one for one in objects if one.kind == "dashboard"):
            path = folder / f"kibana-{board.stem}.png"
            # Under a prefix of its own a title says so.
            board.body["title"] = board.body["title"].partition(" (")[0]
            draw_dashboard(store, board, views, path)
            print(path)
    finally:
        templates.remove_indices(store)
        store.client.close()


if __name__ == "__main__":
    main()
