"""Lanes: what is to be asked of each host, one thing at a time, the most promising first.

Scrapy's own queue lets the requests of one slow host fill all places; here a host has one place, whatever
waits behind it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar
from urllib.parse import urlsplit

Item = TypeVar("Item")


@dataclass
class _Lane(Generic[Item]):
    waiting: list[tuple[tuple[float, ...], int, Item]] = field(default_factory=list)
    busy: bool = False


class Lanes(Generic[Item]):
    """The waiting items by host; the lowest rank first, equals in the order in which they came."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane[Item]] = {}
        self._order = count()
        self.waiting = 0

    def put(self, url: str, rank: tuple[float, ...], item: Item) -> str:
        """Let an item wait for its host; give the name of its lane."""
        name = name_lane(url)
        heapq.heappush(self._lanes.setdefault(name, _Lane()).waiting, (rank, next(self._order), item))
        self.waiting += 1
        return name

    def take(self, name: str) -> Item | None:
        """Take the next item of a lane that is free; it is busy then until `free`."""
        lane = self._lanes.get(name)
        if lane is None or lane.busy or not lane.waiting:
            return None
        lane.busy = True
        self.waiting -= 1
        return heapq.heappop(lane.waiting)[2]

    def free(self, name: str) -> None:
        """Say that the item taken from a lane is done."""
        self._lanes[name].busy = False

    def list_names(self) -> list[str]:
        """Give the names of all lanes."""
        return list(self._lanes)

    def drain(self) -> Iterator[Item]:
        """Give everything that waits and forget it."""
        for lane in self._lanes.values():
            while lane.waiting:
                self.waiting -= 1
                yield heapq.heappop(lane.waiting)[2]


def name_lane(url: str) -> str:
    """Give the lane of an address: its host; "" for an address that has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
