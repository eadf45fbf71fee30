"""The closed list of reasons for a grade."""

from __future__ import annotations

from pipeline.model.words import Word


class Reason(Word):
    """Why an article has its grade."""

    # for the grade
    BOTH_IN_TITLE = "both_in_title", "the title names both sides"
    BOTH_IN_LEAD = "both_in_lead", "one of the first two sentences names both sides, dateline taken off"
    ACROSS_HEAD = "across_head", "title and first two sentences name both sides between them"
    PAIR_FORM = "pair_form", "both countries stand as a pair: Azerbaijan-Vietnam, азербайджано-вьетнамский"
    ACT_BETWEEN = "act_between", "an act between them stands in the same or the next sentence"
    BOTH_ACT = "both_act", "both sides act in one sentence of title or lead, whatever the word for it"
    PASSAGE = "passage", "several sentences together are about the relation"
    SINGLE_SENTENCE = "single_sentence", "a single sentence links them"
    ADJACENT = "adjacent", "two sentences beside each other name one side each"
    GUEST_SENTENCE = "guest_sentence", "a text on the one side has a sentence on the other"
    LIST_ENTRY = "list_entry", "one is an entry in a list about the other"

    # against a higher grade
    NO_ACT = "no_act", "both are named, but nothing between them is told"
    GROUP_ONLY = "group_only", "both are named as examples in a group of countries"
    SPORT_ONLY = "sport_only", "they meet in a competition only"
    VENUE_ONLY = "venue_only", "one is only the place of a meeting of many"
    OTHER_LEG = "other_leg", "the text is about a third country more than about the other side"

    # against any grade
    ONE_SIDE_ONLY = "one_side_only", "only one side is named, or none"
    FAR_APART = "far_apart", "both are named, but never together"
    LIST_ONLY = "list_only", "both stand only in a list or table of countries"
    DATELINE_ONLY = "dateline_only", "one side stands only in the dateline or credit"
    NAME_ONLY = "name_only", "one side stands only in the name of an outlet, a product or another region"
    WAR_COMPARISON = "war_comparison", "one side stands only in the name of a war"
    THIRD_PARTY = "third_party", "a third party deals with both in turn, or each has its own entry"
    BETTING = "betting", "betting advertisements that name many teams"
    CALENDAR_ONLY = "calendar_only", "both stand only in a calendar of events"
