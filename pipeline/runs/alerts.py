"""One run of the alerts: changed articles to hits, hits to mails, mails to the server; alone by a lease."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.alert.find import finding
from pipeline.alert.find.finding import Findings
from pipeline.alert.find.rules.news import WINDOW
from pipeline.alert.render import renderer
from pipeline.alert.render.renderer import RenderDraft
from pipeline.alert.send.carriers import Carrier, MailCarrier
from pipeline.alert.send.feed_file import FeedCarrier
from pipeline.alert.send.outbox import LEASE as MAIL_LEASE
from pipeline.alert.send.outbox import Outbox
from pipeline.alert.send.receipts import Receipts
from pipeline.alert.send.replies import describe_faults
from pipeline.alert.send.smtp import SmtpConnection
from pipeline.alert.send.webhook import WebhookCarrier
from pipeline.alert.write import quiet_week
from pipeline.alert.write.drafting import MailWriter
from pipeline.alert.write.waits import list_waits
from pipeline.config.mail import read_sender, read_server
from pipeline.config.settings import Settings
from pipeline.config.watches import FILE, Watchbook
from pipeline.model.mails import WAITING, MailState
from pipeline.model.times import format_utc
from pipeline.runs import locks
from pipeline.runs.locks import Held, Lease
from pipeline.runs.refusal import Refusal
from pipeline.runs.watch_checks import find_watch, parse_span, refuse_faulty_query
from pipeline.runs.workplace import Workplace, name_owner
from pipeline.store import mails
from pipeline.store.client import Store

RECEIPTS = "receipts.jsonl"


@dataclass(frozen=True)
class AlertReport:
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
    """Everything that a run of the alerts needs, as values; `render` makes a message of a draft.

    With `together` each person gets one digest of all that is due. `look_back` are watches that look further
    back than their last run, this once.
    """

    store: Store
    settings: Settings
    book: Watchbook
    render: RenderDraft
    owner: str = field(default_factory=name_owner)
    lease: Lease = locks.ALERTS
    mail_lease: timedelta = MAIL_LEASE
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    together: bool = False
    look_back: Mapping[str, datetime] = field(default_factory=dict)

    def run(self) -> AlertReport:
        """Find hits, write mails and send what is due, once.

        Raise Held when another run is at work, StoreFault when Elasticsearch cannot be used, ConfigError when
        the address of the mail server is wrong.
        """
        began = time.monotonic()
        with locks.take_lease(self.store, self.lease, self.owner):
            at = self.clock()
            # As the index keeps it: what a run finds must be told apart from what it finds waiting.
            at = at.replace(microsecond=at.microsecond // 1000 * 1000)
            found = finding.find_hits(self.store, self.book, at, self.look_back)
            book = self.book.drop_faulty(found.faults)
            writer = MailWriter(self.store, self.settings, book, at, self.together)
            written = writer.write_mails() + quiet_week.write_quiet_mails(writer)
            sent = self.send_mails()
        return self._build_report(at, found, book, written, sent, time.monotonic() - began)

    def send_mails(self) -> Mapping[str, int]:
        """Try what is due on every channel; while no mail server is set mail waits, and the rest goes."""
        server = read_server(self.settings)
        secret = self.settings.signing_key
        carriers: dict[str, Carrier] = {
            "webhook": WebhookCarrier(secret.get_secret_value() if secret else None),
            "feed": FeedCarrier(self.store, self.settings.feeds),
        }
        # A day longer than the snapshots from which an outbox may come back.
        kept = timedelta(days=self.settings.keep_snapshots_days + 1)
        receipts = Receipts(self.settings.archive / RECEIPTS, kept)
        settled = False
        try:
            with ExitStack() as stack:
                if server:
                    connection = stack.enter_context(SmtpConnection(server, self.settings.mail_rate))
                    sender = read_sender(self.settings).address
                    carriers["mail"] = MailCarrier(connection, self.render, sender)
                outbox = Outbox(
                    self.store, carriers, receipts, self.owner, lease=self.mail_lease, clock=self.clock
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
    ) -> AlertReport:
        counts = mails.count_by_state(self.store)
        return AlertReport(
            started_at=at,
            watches=len(book.watches),
            faults=(*map(str, book.faults), *describe_faults(mails.find_last_replies(self.store, at))),
            found=found,
            written=written,
            mails=sent,
            waiting=sum(counts.get(state, 0) for state in WAITING),
            undelivered=mails.count_undelivered(self.store, at),
            sends=self.settings.smtp_url is not None,
            seconds=seconds,
        )


def wants_alerts(place: Workplace) -> bool:
    """Whether a cycle ends with alerts: somebody wants mails, or a mail server is set."""
    return place.settings.smtp_url is not None or (place.settings.config / FILE).exists()


def register_new_watches(place: Workplace) -> None:
    """Note down new watches before a cycle, so that what it finds is news to them."""
    finding.register_watches(place.store, place.watchbook, datetime.now(UTC))


def run_alerts(place: Workplace) -> dict[str, Any]:
    """Run the alerts once; raise Held when another run is at work."""
    return make_alerts(place).run().build_json()


def run_after_cycle(place: Workplace) -> dict[str, Any] | None:
    """Run the alerts at the end of a cycle; None when another run is at work, which finds the same."""
    try:
        return run_alerts(place)
    except Held:
        return None


def make_alerts(place: Workplace) -> Alerts:
    """Give a run of the alerts, ready to start: with the mailer's key, where it has one."""
    place = place.act_as_mailer()
    return Alerts(place.store, place.settings, place.watchbook, renderer.make_renderer(place.settings))


def catch_up_watches(place: Workplace, ids: Sequence[str], since: str | None) -> dict[str, Any]:
    """Run the alerts now; with `since`, a time such as 7d, these watches, or all, first look back so far.

    What is mailed of that comes in one digest a person; since when somebody is on a watch stays as it is.
    The report's `waits` say what is found and not mailed yet, and why. Raise Refusal for a watch that there
    is not or that cannot be used, and for a time beyond the window of what is news.
    """
    chosen = [find_watch(place, id_) for id_ in ids]
    for watch in chosen:
        refuse_faulty_query(place, watch)
    alerts = make_alerts(place)
    if since:
        span = parse_span(since)
        if span > WINDOW:
            raise Refusal(
                f"{since!r} is too far back: what is older than {WINDOW.days}d is no news to a watch."
            )
        at = datetime.now(UTC) - span
        back = {watch.id: at for watch in chosen or place.watchbook.watches}
        alerts = replace(alerts, look_back=back, together=True)
    report = alerts.run()
    return {**report.build_json(), "waits": list_waits(place.store, place.watchbook, alerts.clock())}
