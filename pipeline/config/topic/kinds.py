"""What parts the words of the topic play."""

from __future__ import annotations

from enum import StrEnum


class TermKind(StrEnum):
    """The part a term plays for the judge.

    `own` is what its people call a country; `party` is a body of many states; `mutual` cannot be said of one.
    """

    COUNTRY = "country"
    OWN = "own"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    AGENCY = "agency"
    NAME = "name"
    WAR = "war"
    FIXTURE = "fixture"
    DECISION = "decision"
    OTHER = "other"
    SEAT = "seat"
    OFFICE = "office"
    BODY = "body"
    NAMESAKE_BEFORE = "namesake_before"
    NAMESAKE_AFTER = "namesake_after"
    STREET = "street"
    CLOCK = "clock"
    WORN = "worn"
    SHOE = "shoe"
    PARTY = "party"
    PRODUCT = "product"
    OFFICIAL = "official"
    STRONG = "strong"
    PLAIN = "plain"
    MUTUAL = "mutual"
    GROUP = "group"
    COMPARISON = "comparison"
    EVENT = "event"
    DIGEST = "digest"
    BETTING = "betting"
    THEME = "theme"
