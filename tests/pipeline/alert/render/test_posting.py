"""What webhooks are posted in each form: whole, the same each time, and no markup of strangers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.alert.render.posting import render_posting
from pipeline.model.drafts import Draft, WebhookForm
from tests.pipeline.alert.render.drafts import ENERGY, digest, immediate

EVIL = "<!channel> *a* [b](javascript:x) & <https://evil.example|c>"


def post(draft: Draft, form: WebhookForm) -> Any:
    reader = draft.recipient.model_copy(update={"channel": "webhook", "form": form})
    body = render_posting(draft.model_copy(update={"recipient": reader}))
    assert body == render_posting(draft.model_copy(update={"recipient": reader}))
    return json.loads(body)


def test_a_chat_gets_a_text_with_links() -> None:
    text = post(digest("en"), "chat")["text"].split("\n")
    assert text[0].startswith("*[AZ–VN] Daily digest: Vietnam and Azerbaijan agree")
    assert text[1] == f"• <{ENERGY.url}|{ENERGY.title} – Caspian Courier (Azerbaijan)>"
    assert text[-1] == "• … and 10 more stories"


def test_teams_get_a_card_with_links() -> None:
    (attached,) = post(digest("en"), "teams")["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    heading, first, *_, last = attached["content"]["body"]
    assert heading["text"].startswith("\\[AZ–VN\\] Daily digest")
    assert first["selectAction"] == {"type": "Action.OpenUrl", "url": ENERGY.url}
    assert "selectAction" not in last


def test_json_has_what_a_program_needs_and_no_address_of_a_reader() -> None:
    body = post(digest("en"), "json")
    assert len(body["stories"]) == 4
    assert body["more"] == 10
    assert body["stories"][0]["also_in"][0]["source"] == "Hanoi Herald"
    assert "leyla" not in json.dumps(body)


@pytest.mark.parametrize("form", ["chat", "teams", "json"])
def test_a_headline_is_text_in_every_form(form: WebhookForm) -> None:
    item = ENERGY.model_copy(update={"title": EVIL, "url": "javascript:alert(1)"})
    body = post(immediate("en", item), form)
    if form == "teams":
        shown = body["attachments"][0]["content"]["body"][1]
        assert "\\[b\\]\\(javascript" in shown["items"][0]["text"]
        assert "selectAction" not in shown
    else:
        assert "<!channel>" not in body["text"]
        assert "<https://evil.example" not in body["text"]
