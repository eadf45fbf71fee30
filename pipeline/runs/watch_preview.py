"""What a watch would mail, looked at or sent as a test; also of one that does not stand in the file yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from pydantic import ValidationError

from pipeline.alert.render import renderer
from pipeline.alert.send.replies import Fate
from pipeline.alert.send.smtp import SmtpConnection, encode_message
from pipeline.alert.write.drafting import MailWriter
from pipeline.alert.write.preview import Preview, build_preview
from pipeline.config.errors import describe_errors
from pipeline.config.mail import read_sender, read_server
from pipeline.config.subscribers import Subscriber, check_address
from pipeline.config.watches import Filters, Watch, check_watches
from pipeline.model.times import format_utc
from pipeline.runs.refusal import Refusal
from pipeline.runs.watch_checks import find_watch, list_doubts, parse_span, refuse_faulty_query
from pipeline.runs.workplace import Workplace
from pipeline.text.mail_address import encode_reader_address

TEST_SPAN = timedelta(days=28)
"""How far back a test mail looks."""
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class DraftedWatch:
    """What somebody would like to see of a watch that is not in the file, or is there in another form.

    `filters` are such as `grade=3` or `language=az,vi`; None keeps what the file has.
    """

    query: str | None = None
    filters: Sequence[str] = ()
    rhythm: str | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """Give the fields of the watch that are told; raise Refusal for a filter without a value."""
        given = {"query": self.query, "rhythm": self.rhythm, "filters": _read_filters(self.filters) or None}
        return {name: value for name, value in given.items() if value is not None}


def _read_filters(filters: Sequence[str]) -> Mapping[str, list[Any]]:
    chosen: dict[str, list[Any]] = {}
    for one in filters:
        name, found, values = one.partition("=")
        if not found or not values.strip():
            names = ", ".join(Filters.model_fields)
            raise Refusal(f"--filter {one!r} has not the form grade=3 or language=az,vi; there are: {names}.")
        parts = [part.strip() for part in values.split(",") if part.strip()]
        chosen.setdefault(name.strip(), []).extend(int(p) if p.isdigit() else p for p in parts)
    return chosen


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A preview and its last mail as it would go.

    `begin` is how far back was looked, `doubts` what may be wrong with the query.
    """

    preview: Preview
    message: EmailMessage
    begin: datetime
    doubts: Sequence[str] = ()

    def build_json(self) -> dict[str, Any]:
        """Give the draft of the mail, and beside it what the watch would have sent."""
        days = [{"on": day.on.isoformat(), "stories": day.stories} for day in self.preview.days]
        mails = [
            {"at": format_utc(one.at), "kind": one.batch.kind, "stories": len(one.batch.hits)}
            for one in self.preview.mails
        ]
        found = {"since": format_utc(self.begin), "stories": self.preview.stories}
        about = {**found, "mails": mails, "days": days, "doubts": list(self.doubts)}
        return {**self.preview.draft.model_dump(mode="json"), "preview": about}


def preview_mail(
    place: Workplace, id_: str | None, since: str, drafted: DraftedWatch | None = None
) -> ShownMail:
    """Give the mails that a watch would have sent to its first recipient in a time such as 7d.

    Without an id it is a draft alone. Raise Refusal for a watch that there is not or that cannot be used.
    """
    watch, span = _choose_watch(place, id_, drafted or DraftedWatch()), parse_span(since)
    writer = _make_writer(place)
    preview = build_preview(writer, watch, watch.recipients[0], span)
    message = renderer.show_draft(place.settings, preview.draft)
    doubts = list_doubts(replace(place.watchbook, watches=(watch,)))
    return ShownMail(preview, message, writer.now - span, doubts)


def send_test(place: Workplace, id_: str, address: str) -> dict[str, Any]:
    """Send the last mail of four weeks of a watch to an address, as a test, and give what the server said.

    Nothing is kept. Raise Refusal when no mail server is set, or it does not take the mail.
    """
    watch, server = _choose_watch(place, id_, DraftedWatch()), read_server(place.settings)
    person = _address_test(watch, address)
    if server is None:
        raise Refusal("AZVN_SMTP_URL is not set: there is no server to send the mail to.")
    draft = build_preview(_make_writer(place), watch, person, TEST_SPAN, test=True).draft
    data = encode_message(renderer.make_renderer(place.settings)(draft))
    with SmtpConnection(server, place.settings.mail_rate) as connection:
        delivery = connection.deliver_mail(
            read_sender(place.settings).address, encode_reader_address(address), data
        )
    if delivery.fate is not Fate.DELIVERED:
        raise Refusal(f"The mail was not delivered: {delivery.fate.value} ({delivery.reply}).")
    return {"to": address, "stories": len(draft.items) + draft.more, "reply": delivery.reply}


def _choose_watch(place: Workplace, id_: str | None, drafted: DraftedWatch) -> Watch:
    """Give the watch, with the changes of a draft, after the checks that the file's watches pass."""
    changes = drafted.changes
    if id_ is None and not changes:
        raise Refusal("Name a watch, or give --query or --filter for one that is not in the file.")
    entry = _describe_watch(find_watch(place, id_)) if id_ else _describe_draft(place, changes)
    try:
        watch = Watch.model_validate(entry | changes)
    except ValidationError as error:
        raise Refusal("; ".join(describe_errors(error, given=entry | changes, model=Watch))) from None
    if changes:
        alone = replace(place.watchbook, watches=(watch,), faults=())
        for fault in check_watches(alone, place.catalogue, place.topic).faults:
            raise Refusal(fault.reason)
    refuse_faulty_query(place, watch)
    return watch


def _describe_watch(watch: Watch) -> dict[str, Any]:
    return watch.model_dump(exclude={"recipients"}) | {"recipients": watch.recipients}


def _describe_draft(place: Workplace, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give a watch for the first person of the file, or for the sender when there is none."""
    reader = next(iter(place.watchbook.people.values()), None)
    reader = reader or Subscriber(id=DRAFT, address=read_sender(place.settings).address)
    return {"id": DRAFT, "title": changes.get("query") or "Draft", "recipients": [reader.model_dump()]}


def _address_test(watch: Watch, address: str) -> Subscriber:
    """Give the first recipient of a watch at another address."""
    try:
        check_address(address)
    except ValueError as error:
        raise Refusal(f"--to {address!r}: {error}.") from None
    about = watch.recipients[0].model_dump(include={"language", "zone"})
    return Subscriber(id="test", address=address, **about)


def _make_writer(place: Workplace) -> MailWriter:
    return MailWriter(place.store, place.settings, place.watchbook, datetime.now(UTC))
