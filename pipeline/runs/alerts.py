"""One run of the alerts: changed articles to hits, hits to mails, mails to the server; alone by a lease."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.alert.find import finding
from pipeline.alert.find.finding import Findings
from pipeline.alert.render.renderer import RenderDraft
from pipeline.alert.send.outbox import LEASE as MAIL_LEASE
from pipeline.alert.send.outbox import Outbox
from pipeline.alert.send.receipts import Receipts
from pipeline.alert.send.replies import describe_faults
from pipeline.alert.send.smtp import SmtpConnection
from pipeline.alert.write import quiet_week
from pipeline.alert.write.drafting import MailWriter
from pipeline.config import watches
from pipeline.config.mail import read_sender, read_server
from pipeline.config.settings import Settings
from pipeline.config.sources import Catalogue
from pipeline.config.topic import Topic
from pipeline.config.watches import Watchbook
from pipeline.model.mails import WAITING, MailState
from pipeline.model.times import format_utc
from pipeline.store import mails
from pipeline.store.client import Store
from pipeline.store.leases import hold_lease

LEASE = "alerts"
LEASE_SECONDS = 60.0
RECEIPTS = "receipts.jsonl"


@dataclass(frozen=True)
class Report:
    """What a run did; `undelivered` are the mails that should have arrived an hour ago."""

    started_at: datetime
    watches: int
    faults: tuple[str, ...]
    found: Findings
    written: int
    mails: Mapping[str, int]
    waiting: int
    undelivered: int
    sends: bool
    seconds: float = 0.0

    def build_json(self) -> dict[str, Any]:
        """The report as the program prints it."""
        return {
            "started_at": format_utc(self.started_at),
            "watches": self.watches,
            "faults": list(self.faults),
            "changed": self.found.changed,
            "hits": self.found.new,
            "corrections": self.found.updated,
            "written": self.written,
            "mails": dict(sorted(self.mails.items())),
            "waiting": self.waiting,
            "undelivered": self.undelivered,
            "sends": self.sends,
            "seconds": round(self.seconds, 1),
        }


@dataclass(frozen=True)
class Alerts:
    """Everything that a run needs, as values: who owns it, how a draft becomes a message, and what time it
    is.
    """

    store: Store
    settings: Settings
    book: Watchbook
    render: RenderDraft
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    lease_seconds: float = LEASE_SECONDS
    mail_lease: timedelta = MAIL_LEASE
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def run(self) -> Report:
        """Run once; raise Held when another run is at work, StoreFault when Elasticsearch cannot be used,
        ConfigError for a wrong address.
        """
        began = time.monotonic()
        with hold_lease(self.store, LEASE, self.owner, self.lease_seconds):
            # To the millisecond, as the index keeps it: what a run finds must be told from what it finds
            # waiting.
            at = self.clock()
            at = at.replace(microsecond=at.microsecond // 1000 * 1000)
            found = finding.find_hits(self.store, self.book, at)
            book = self.book.drop_faulty(found.faults)
            writer = MailWriter(self.store, self.settings, book, at)
            written = writer.write_mails() + quiet_week.write_quiet_mails(writer)
            sent = self.send_mails()
        return self._build_report(at, found, book, written, sent, time.monotonic() - began)

    def send_mails(self) -> Mapping[str, int]:
        """Try what is due; nothing while no mail server is set, and everything waits."""
        server = read_server(self.settings)
        if server is None:
            return {}
        receipts = Receipts(self.settings.archive / RECEIPTS)
        settled = False
        try:
            with SmtpConnection(server, self.settings.mail_rate) as connection:
                outbox = Outbox(
                    self.store,
                    connection,
                    receipts,
                    self.render,
                    read_sender(self.settings).address,
                    self.owner,
                    self.mail_lease,
                    self.clock,
                )
                counts = outbox.send()
            settled = True
        finally:
            receipts.close(self.clock(), settled=settled and not self._count_interrupted())
        return counts

    def _count_interrupted(self) -> int:
        """Count the mails that a run was sending when it died: their receipts are needed still."""
        return mails.count_by_state(self.store).get(MailState.SENDING, 0)

    def _build_report(
        self,
        at: datetime,
        found: Findings,
        book: Watchbook,
        written: int,
        sent: Mapping[str, int],
        seconds: float,
    ) -> Report:
        counts = mails.count_by_state(self.store)
        return Report(
            started_at=at,
            watches=len(book.watches),
            faults=(*map(str, book.faults), *describe_faults(mails.find_waiting_replies(self.store))),
            found=found,
            written=written,
            mails=sent,
            waiting=sum(counts.get(state, 0) for state in WAITING),
            undelivered=mails.count_undelivered(self.store, at),
            sends=self.settings.smtp_url is not None,
            seconds=seconds,
        )


def read_watchbook(settings: Settings, outlets: Catalogue, topic: Topic) -> Watchbook:
    """Read the watches of the settings, those that name an unknown source, theme or person told as faulty;
    raise ConfigError.
    """
    return watches.check_watches(watches.load_watches(settings.config / watches.FILE), outlets, topic)
