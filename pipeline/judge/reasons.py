"""The closed list of reasons that a verdict gives."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why an article has its grade; `help` is the sentence that the documentation prints."""

    help: str

    def __new__(cls, word: str, help_: str) -> Reason:
        """Keep the sentence beside the word."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.help = help_
        return member

    BOTH_IN_TITLE = "both_in_title", "both sides are named in the headline"
    BOTH_IN_LEAD = "both_in_lead", "both sides are named in headline and first two sentences together"
    PAIR_FORM = "pair_form", "a compound such as Azerbaijan-Vietnam"
    ACT_BETWEEN = "act_between", "a word of relation stands in the same sentence or the next"
    REAL_PART = "real_part", "two or more sentences, or a fifth of them, are on the relation"
    SINGLE_SENTENCE = "single_sentence", "one sentence names both"
    APART = "apart", "both are named, each in sentences of its own"
    LIST_ONLY = "list_only", "both stand together only in lists of countries"
    VENUE_ONLY = "venue_only", "an event that takes place with both, not between them"
    OTHER_LEG = "other_leg", "the headline is about another country"
    MANY_COUNTRIES = "many_countries", "headline and lead name several other countries as well"
    CAPITAL_ONLY = "capital_only", "one side is there only by the name of its capital"
    ONE_SIDE = "one_side", "only one side is named"
