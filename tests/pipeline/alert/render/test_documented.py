"""The documentation shows the mail that is sent."""

from __future__ import annotations

import re

from pipeline.config.settings import ROOT
from tests.pipeline.alert.render.drafts import VISIT, digest
from tests.pipeline.alert.render.test_plain import text_of

PAGE = ROOT / "docs" / "alerts.md"


def test_the_text_in_the_documentation_is_what_comes_out() -> None:
    draft = digest("en", VISIT, more=0, kibana=None, languages=(("vi", 1),), countries=(("VN", 1),))
    assert f"```text\n{text_of(draft)}```\n" in PAGE.read_text(encoding="utf-8")


def test_the_pictures_in_the_documentation_are_there() -> None:
    named = re.findall(r"pictures/mail-[a-z]+\.png", PAGE.read_text(encoding="utf-8"))
    assert named
    assert all((PAGE.parent / name).is_file() for name in named)
