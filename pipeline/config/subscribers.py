"""Who or what gets what a watch finds: people at their address, or a channel, which is a program's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from pipeline.config.sources import Zone
from pipeline.model.drafts import ChannelWord, Recipient, WebhookForm
from pipeline.model.rhythm import QuietHours, parse_quiet_hours
from pipeline.model.values import Line, Value
from pipeline.text.addresses import explain_refusal
from pipeline.text.mail_address import encode_reader_address


def check_address(value: str) -> str:
    """Give back an address to which a mail can be made; raise ValueError for anything else."""
    try:
        encode_reader_address(value)
    except ValueError:
        raise ValueError("is not a mail address such as desk@outlet.example") from None
    return value


def check_webhook(value: str) -> str:
    """Give back an address that can be posted to; raise ValueError for anything else."""
    reason = explain_refusal(value, literal=False)
    if reason:
        raise ValueError(f"is not an http or https address ({reason})")
    return value


def wrap_single(value: Any) -> Any:
    """Give a list where a single value stands."""
    return [value] if isinstance(value, str | int) else value


def make_validator(read: Callable[[str], object]) -> BeforeValidator:
    """Give what reads a value as people write it in YAML."""
    # YAML reads a bare 22:00 as a number; what is no text at all gets the sentence about the right form too.
    return BeforeValidator(
        lambda value: read(str(value)) if isinstance(value, str | int | float | list) else value
    )


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Quiet = Annotated[QuietHours | None, make_validator(parse_quiet_hours)]


class Subscriber(Value):
    """A person as the file has them: address, language and zone of their mails, and when they want none."""

    id: Id
    address: Annotated[str, AfterValidator(check_address)]
    name: Line = ""
    language: Literal["en", "az", "vi", "ru"] = "en"
    zone: Zone = "UTC"
    quiet_hours: Quiet = None

    @property
    def channel(self) -> ChannelWord:
        """Give the way to them."""
        return "mail"

    @property
    def recipient(self) -> Recipient:
        """Give what a mail says about them."""
        return Recipient(**self.model_dump(exclude={"quiet_hours"}))

    @property
    def clock(self) -> ZoneInfo:
        """Give the zone of their wall time."""
        return ZoneInfo(self.zone)


class Channel(Subscriber):
    """What gets the news of one watch in place of people: a webhook at `address`, or a feed.

    `form` is that of what is posted.
    """

    address: Annotated[str, AfterValidator(check_webhook)] = Field("", validation_alias="url")
    kind: Literal["webhook", "feed"]
    form: WebhookForm = "json"

    @property
    def channel(self) -> ChannelWord:
        """Give the way to it."""
        return self.kind

    @property
    def recipient(self) -> Recipient:
        """Give what goes into the outbox about it."""
        fields = self.model_dump(exclude={"quiet_hours", "kind"})
        return Recipient(**fields, channel=self.kind)
