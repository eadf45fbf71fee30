"""What is said in a word: how much a story is about the topic, what kind of outlet has it, its theme."""

from __future__ import annotations

from pipeline.alert.render.wording import Wording

LONGEST = 60


def name_grade(grade: int, wording: Wording) -> str:
    """Give the word for a grade, empty for one that no mail has."""
    return {3: wording.gettext("core"), 2: wording.gettext("substantial")}.get(grade, "")


def name_outlet(kind: str, wording: Wording) -> str:
    """Give the word for a kind of outlet, empty where nothing is known of it."""
    names = {
        "agency": wording.gettext("news agency"),
        "state": wording.gettext("state media"),
        "independent": wording.gettext("independent media"),
        "trade": wording.gettext("trade press"),
        "ministry": wording.gettext("government body"),
    }
    return names.get(kind, "")


def name_theme(theme: str, wording: Wording) -> str:
    """Give the heading for a theme of the topic; one that the catalogues do not know is shown as it is."""
    names = {
        "": wording.gettext("Other stories"),
        "visit": wording.gettext("Visits"),
        "diplomacy": wording.gettext("Diplomacy"),
        "trade": wording.gettext("Trade"),
        "energy": wording.gettext("Energy"),
        "oil-gas": wording.gettext("Oil and gas"),
        "education": wording.gettext("Education"),
        "culture": wording.gettext("Culture"),
        "tourism": wording.gettext("Tourism"),
        "visa": wording.gettext("Visas"),
        "transport": wording.gettext("Transport"),
        "agriculture": wording.gettext("Agriculture"),
        "defence": wording.gettext("Defence"),
        "science": wording.gettext("Science"),
        "sport": wording.gettext("Sport"),
        "business": wording.gettext("Business"),
    }
    return names.get(theme) or theme.replace("-", " ").capitalize()[:LONGEST]


def name_product(sides: tuple[str, ...], wording: Wording) -> str:
    """Give what the monitor is called, after the two countries of its topic."""
    if len(sides) != 2:
        return wording.gettext("News monitor")
    first, second = map(wording.name_country, sides)
    return wording.gettext("%(first)s–%(second)s news monitor", first=first, second=second)


def make_tag(sides: tuple[str, ...]) -> str:
    """Give what stands before each subject, for filters: `[AZ–VN] `."""
    return f"[{'–'.join(sides)}] " if sides else ""
