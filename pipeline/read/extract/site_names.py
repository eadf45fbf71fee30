"""The site's name and its sections in a title, taken off where a separator sets them apart."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.text.clean import clean_line, fold_text

LONGEST_SITE = 80
"""Characters that a site's name with its motto stays below."""
SHORTEST_LABEL = 4
"""Letters of the first part of a site's address that is its name as well."""

# Blanks are bounded: a title of blanks alone would be looked through once for each of them.
SEPARATOR = re.compile(r"\s{1,4}[|–—•·»-]\s{1,4}|\s{1,4}::\s{1,4}|\s{0,4}[|ㅣ│]\s{0,4}")
_SECTION = re.compile(r"\s{0,4}[|–—•·»ㅣ│-]\s{0,4}([^|–—•·»ㅣ│-]{1,40})$")
_DAY = re.compile(r"\d{1,2}[ .][^\W\d_]{3,12} 20\d{2}|\d{1,2}[./]\d{1,2}[./]20\d{2}")


def strip_site_and_section(title: str, names: Collection[str], sections: Collection[str]) -> str:
    """Take the site's name off a title, and the article's section or day where it stands before it.

    A section at the very end may be the headline's own word: "Trade of two countries: Vietnam - Azerbaijan".
    """
    headline = strip_site(title, names)
    found = _SECTION.search(headline) if headline != title else None
    last = fold_text(found[1]).strip() if found else ""
    if found and (_DAY.fullmatch(last) or last in map(fold_text, sections)):
        return clean_line(headline[: found.start()])
    return headline


def strip_site(title: str, names: Collection[str]) -> str:
    """Take the site's name off the end (or front) of a title, where a separator sets it apart."""
    cuts = list(SEPARATOR.finditer(title))
    if cuts and _names_site(title[cuts[-1].end() :], names):
        return strip_site(clean_line(title[: cuts[-1].start()]), names)
    if cuts and _names_site(title[: cuts[0].start()], names):
        return clean_line(title[cuts[0].end() :])
    return title


def is_site(title: str, names: Collection[str]) -> bool:
    """Whether a title is a site's name and nothing else."""
    return fold_text(title) in {fold_text(n) for n in names}


def _names_site(part: str, names: Collection[str]) -> bool:
    """Whether a part is the site's name, alone or before its motto, or its address in whole or part."""
    if len(part) >= LONGEST_SITE:
        return False
    folded = fold_text(part).strip()
    alone = folded.replace(" ", "")
    for name in map(fold_text, names):
        label, dot, _ = name.partition(".")
        if alone == name.replace(" ", "") or (dot and len(label) >= SHORTEST_LABEL and alone == label):
            return True
        if re.match(re.escape(name) + r"\s*[:.,-]", folded):
            return True
    return False
