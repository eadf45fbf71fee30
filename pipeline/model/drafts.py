"""What a mail is made of, before anybody decides what it looks like.

`alert.render` turns these values into a message. A draft is frozen beside its hits before the first attempt
to send, so that every retry renders the same bytes.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from pipeline.model.values import Line, Paragraphs, Value

ChannelWord = Literal["mail", "webhook", "feed"]
"""The way to a recipient."""
WebhookForm = Literal["json", "chat", "teams"]
"""What a webhook gets: all that a mail says as JSON, a text for Slack or Mattermost, a card for Teams."""
MailLanguage = Literal["en", "az", "vi", "ru"]


class Recipient(Value):
    """Who gets a message: language of labels and dates, IANA zone of times.

    A person by mail at `address`, a webhook at that address in a `form`, or a feed.
    """

    id: str
    address: str
    name: Line = ""
    language: MailLanguage = "en"
    zone: str = "UTC"
    channel: ChannelWord = "mail"
    form: WebhookForm = "json"


class Copy(Value):
    """An article of another outlet that carries the text of a story."""

    url: str
    source: Line
    country: str = ""
    language: str = "und"


class OtherStory(Value):
    """A story that a mail only names: of the event of one that it tells, or one that it has no room for."""

    url: str
    title: Line
    source: Line
    country: str = ""
    language: str = "und"


class Item(Value):
    """One story of a mail.

    `published_on` is the day as printed, when it is known: with precision "day" it is shown in place of
    `published_at`. `excerpt` is two or three sentences around the hit, `marks` the words in it to be marked,
    as they stand there. `changes` says, for a correction, which fields changed, as (field, before, after).
    `event` and `same_event` are the happening it tells of, and other stories of it. `outlet` is the kind of
    the outlet, as the catalogue has it; `themes` are names of the topic.
    `watches` are the titles of the watches that found it for this recipient.
    """

    story: str
    kind: Literal["new", "updated"] = "new"
    article: str
    url: str
    title: Line
    source: Line
    country: str = ""
    language: str = "und"
    published_at: AwareDatetime
    published_precision: Literal["instant", "day"] = "instant"
    published_on: date | None = None
    first_seen_at: AwareDatetime
    grade: int
    partial: bool = False
    excerpt: Paragraphs = ""
    marks: tuple[str, ...] = ()
    people: tuple[Line, ...] = ()
    organisations: tuple[Line, ...] = ()
    also_in: tuple[Copy, ...] = ()
    outlet: str = ""
    themes: tuple[Line, ...] = ()
    event: str = ""
    same_event: tuple[OtherStory, ...] = ()
    changes: tuple[tuple[str, Line, Line], ...] = ()
    watches: tuple[Line, ...] = ()


class Day(Value):
    """Number of stories of one day, for the chart of a digest."""

    on: date
    stories: int


class Health(Value):
    """How many sources were asked since the last mail and how many of them were silent."""

    asked: int
    silent: int


class Draft(Value):
    """Everything that one mail says.

    `kind` immediate (one or a few stories at once) or digest (hourly, daily, weekly; may hold no item: then
    it says "nothing new" with `health`). `items` are capped by the writer of the mail, `more` says how many
    stories were left out, `headlines` names them, as far as there are not too many. `days` are the 28 days of
    the chart, `languages` and `countries` code to number of stories of this mail. `message_id` without angle
    brackets. `references` message ids of earlier mails on the same stories. `kibana` is the address of
    Kibana's space, or None; `data_view` the id of its view over the articles, `session` that of the saved
    search of the mail's one watch. `more_query` is a Lucene query that finds what was left out; without it
    that link shows all of grade 2 and 3 first seen in the time of the mail. `test` marks a mail that somebody
    asked for to see what it looks like. `sides` are the codes of the two countries of the topic, after which
    the product is named.
    """

    kind: Literal["immediate", "digest"]
    rhythm: Line = ""
    recipient: Recipient
    message_id: str
    created_at: AwareDatetime
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    items: tuple[Item, ...] = ()
    more: int = 0
    headlines: tuple[OtherStory, ...] = ()
    days: tuple[Day, ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    countries: tuple[tuple[str, int], ...] = ()
    health: Health | None = None
    watches: tuple[Line, ...] = ()
    references: tuple[str, ...] = ()
    list_id: Line = ""
    kibana: str | None = None
    data_view: str = "azvn-articles"
    session: str = ""
    more_query: str = ""
    test: bool = False
    sides: tuple[str, ...] = ()
