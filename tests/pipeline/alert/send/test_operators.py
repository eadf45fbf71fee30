"""Mail to operators: what goes out, to whom, by the way of readers' mail, and that no secret goes with it."""

from __future__ import annotations

import logging
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import html as markup

from pipeline.alert.render.notice import render_notice
from pipeline.alert.send import operators
from pipeline.alert.send.operators import NoticeFailed, TaskFailure
from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings, get_settings
from tests.pipeline.alert.post_office import Door, PostOffice, run_office
from tests.pipeline.alert.render.drafts import NOW

FAILURE = TaskFailure(
    dag="ingest",
    task="shard",
    part="shard 0: caspian-wire",
    run="manual__1",
    attempt=2,
    fault="exit code 1\nlong log\nOSError: the disk is full",
    log="http://airflow.example/log",
)


def settings_for(port: int, **given: object) -> Settings:
    values = {"smtp_url": f"smtp://127.0.0.1:{port}", "operators": "a@azvn.example, Bahar <b@azvn.example>"}
    return Settings.model_validate(values | given)


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def use_settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"AZVN_{name.upper()}", value)
    get_settings.cache_clear()


def test_every_operator_gets_a_mail_of_text(office: tuple[PostOffice, int]) -> None:
    kept, port = office
    assert operators.mail_operators(settings_for(port), "late:\r\nBcc: evil@x.example", "Xəbər yoxdur.\n")
    assert [(to, str(message["To"])) for to, message in kept.taken] == [
        ("a@azvn.example", "a@azvn.example"),
        ("b@azvn.example", "Bahar <b@azvn.example>"),
    ]
    for _, message in kept.taken:
        assert message["Subject"] == "[azvn] late: Bcc: evil@x.example" and message["Bcc"] is None
        assert text_of(message).strip() == "Xəbər yoxdur."
        assert "Xəbər yoxdur." in html_of(message)


def test_its_envelope_is_that_of_readers_mail(office: tuple[PostOffice, int]) -> None:
    """With the default sender, whose name has an en dash."""
    kept, port = office
    operators.mail_operators(settings_for(port), "late", "Xəbər yoxdur.")
    (_, first), (_, second) = kept.taken
    assert str(first["From"]) == "azvn <monitor@azvn.example>"
    assert first["Message-ID"].endswith("@azvn.example>") and first["Message-ID"] != second["Message-ID"]
    assert parsedate_to_datetime(first["Date"]).tzinfo is not None
    assert first["Auto-Submitted"] == "auto-generated" and first["X-Auto-Response-Suppress"] == "All"
    assert all(raw.isascii() for raw in kept.raw)
    assert b"<monitor@azvn.example>" in kept.raw[0]
    assert b"Subject: [azvn] late\r\n" in kept.raw[0]


def test_ones_own_authority_vouches_and_the_log_in_is_that_of_readers(certificate: tuple[Path, Path]) -> None:
    office, door = PostOffice(), Door()
    with run_office(
        office, tls=certificate, require_starttls=True, auth_required=True, authenticator=door
    ) as port:
        url = f"smtp://lan:secret@localhost:{port}"
        assert operators.mail_operators(settings_for(port, smtp_url=url, smtp_ca=certificate[0]), "x", "y")
        assert door.mechanisms
        with pytest.raises(NoticeFailed, match="certificate verify failed"):
            operators.mail_operators(settings_for(port, smtp_url=url), "x", "y")
    assert len(office.taken) == 2


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_relay_on_loopback_is_logged_in_to() -> None:
    office, door = PostOffice(), Door()
    with run_office(office, auth_require_tls=False, auth_required=True, authenticator=door) as port:
        url = f"smtp://lan:secret@127.0.0.1:{port}"
        assert operators.mail_operators(settings_for(port, smtp_url=url), "x", "y")
    assert len(office.taken) == 2


def test_without_operators_or_server_nothing_is_sent(office: tuple[PostOffice, int]) -> None:
    kept, port = office
    assert not operators.mail_operators(settings_for(port, operators=""), "x", "y")
    assert not operators.mail_operators(Settings.model_validate({"smtp_url": "nonsense"}), "x", "y")
    assert not operators.mail_operators(Settings(operators="a@azvn.example"), "x", "y")
    assert kept.taken == []


def test_an_operator_who_cannot_be_mailed_costs_no_other_theirs(
    office: tuple[PostOffice, int], caplog: pytest.LogCaptureFixture
) -> None:
    kept, port = office
    kept.answers["a@azvn.example"] = "550 no such user"
    settings = settings_for(port, operators="nobody; a@azvn.example, b@azvn.example")
    assert operators.mail_operators(settings, "x", "y")
    assert [to for to, _ in kept.taken] == ["b@azvn.example"]
    assert "'nobody'" in caplog.text and "550 no such user" in caplog.text


def test_when_nobody_could_be_mailed_it_says_why(office: tuple[PostOffice, int]) -> None:
    kept, port = office
    kept.answers |= {f"{name}@azvn.example": "554 5.7.1 Relay access denied" for name in "ab"}
    with pytest.raises(NoticeFailed, match=r"a@azvn.example: .*Relay access denied.*<b@azvn.example>: "):
        operators.mail_operators(settings_for(port), "x", "y")
    with pytest.raises(ConfigError, match="AZVN_MAIL_FROM"):
        operators.mail_operators(settings_for(port, mail_from="monitor"), "x", "y")


def test_a_failure_tells_what_which_run_which_try_and_why(
    office: tuple[PostOffice, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, port = office
    use_settings(monkeypatch, smtp_url=f"smtp://127.0.0.1:{port}", operators="a@azvn.example")
    operators.mail_failure(FAILURE)
    ((_, message),) = kept.taken
    subject = "[azvn] ingest failed: shard 0: caspian-wire: exit code 1 OSError: the disk is full"
    assert str(message["Subject"]) == subject
    text = text_of(message)
    for part in (
        "Task shard of ingest failed.",
        "Run: manual__1",
        "Try: 2",
        FAILURE.log,
        "long log",
        "What to do\n- ",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("", "no reason was given"), ("one line", "one line"), ("x" * 9000, "x" * 200), ("a\n\ud800", "a")],
)
def test_any_reason_makes_a_mail(
    office: tuple[PostOffice, int], monkeypatch: pytest.MonkeyPatch, fault: str, reason: str
) -> None:
    kept, port = office
    use_settings(monkeypatch, smtp_url=f"smtp://127.0.0.1:{port}", operators="a@azvn.example")
    operators.mail_failure(TaskFailure("alerts", "alert", "", "r", 1, fault, "http://airflow.example"))
    ((_, message),) = kept.taken
    assert str(message["Subject"]) == f"[azvn] alerts failed: alert: {reason}"
    assert len(text_of(message)) < 5000


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("smtp://user:p[ss-word@host:587", "AZVN_SMTP_URL is no address"),
        ("smtp://user:ss-word@a..b", "AZVN_SMTP_URL names no host"),
        ("smtp://127.0.0.1:1", "Connection refused"),
    ],
)
def test_a_callback_that_cannot_mail_says_so_in_the_log_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, url: str, sentence: str
) -> None:
    use_settings(monkeypatch, smtp_url=url, operators="a@azvn.example")
    with caplog.at_level(logging.WARNING):
        operators.mail_failure(FAILURE)
        operators.page_operators({"dag_run": {"dag_run_id": "scheduled__1"}})
    assert caplog.text.count(sentence) == 2
    assert "Traceback" not in caplog.text and "ss-word" not in caplog.text


def test_a_late_run_is_mailed(office: tuple[PostOffice, int], monkeypatch: pytest.MonkeyPatch) -> None:
    kept, port = office
    use_settings(monkeypatch, smtp_url=f"smtp://127.0.0.1:{port}", operators="a@azvn.example")
    operators.page_operators({"dag_run": {"dag_run_id": "scheduled__1"}})
    assert kept.taken[0][1]["Subject"] == "[azvn] ingest is late: scheduled__1"
    assert "What to do" in text_of(kept.taken[0][1])


def test_its_html_is_in_the_frame_of_readers_mail_with_links_and_lists() -> None:
    text = (
        "Log: https://airflow.example/log?a=1&b=2\n\n"
        "Troubles\n- <b>one</b>: `azvn <x>`\n  javascript:alert(1)\n\nlast"
    )
    message = render_notice(
        "late <i>", text, sender="a@b.example", recipient="c@d.example", at=NOW, message_id="x@b.example"
    )
    tree = markup.document_fromstring(html_of(message))
    assert [a.get("href") for a in tree.iter("a")] == ["https://airflow.example/log?a=1&b=2"]
    assert [b.text for b in tree.iter("b")] == ["Troubles"]
    assert [code.text for code in tree.iter("code")] == ["azvn <x>"]
    assert [h.text for h in tree.iter("h1")] == ["Late <i>"]
    assert "prefers-color-scheme:dark" in html_of(message)
    assert "•\N{NO-BREAK SPACE} <b>one</b>: azvn <x>" in tree.text_content()
