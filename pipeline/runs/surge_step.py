"""Surges: after each cycle what came in hours is measured against four weeks, and written down."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.publish.surges import DAY, HISTORY, notice_surges
from pipeline.store import surges
from pipeline.store.client import Store

LEARNING = timedelta(days=7)
"""An index that has watched for less knows no usual number: its first day brings all that the feeds list."""


def watch_for_surges(store: Store, now: datetime) -> int:
    """Notice what surges now and write it down; return how many surges are new."""
    sightings = surges.load_sightings(store, now - HISTORY - 2 * DAY)
    beginning = surges.find_beginning(store)
    knows_usual = beginning is not None and now - beginning >= LEARNING
    return surges.record_surges(store, notice_surges(sightings, now) if knows_usual else [], now)
