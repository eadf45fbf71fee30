"""A run that is told to end while a receiver thinks waits for that answer, and nothing comes twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from datetime import timedelta
from typing import Any

import pytest

from pipeline.model.mails import MailState
from pipeline.store import mails
from tests.pipeline.alert.conftest import Newsroom
from tests.pipeline.alert.hook import run_hook
from tests.pipeline.alert.send.test_channels import webhook
from tests.pipeline.alert.send.test_kills import STEP, nursery, run


def begin(process: subprocess.Popen[str], ahead: timedelta) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"ahead": ahead.total_seconds()}) + "\n")
    process.stdin.flush()
    return int(process.stdout.readline())


@pytest.mark.parametrize(("number", "came", "uncertain"), [(signal.SIGTERM, 1, 0), (signal.SIGKILL, 2, 1)])
def test_the_answer_to_what_was_handed_over_is_noted_first(
    room: Newsroom, elasticsearch_server: Any, number: signal.Signals, came: int, uncertain: int
) -> None:
    with (
        run_hook() as hook,
        nursery(room, elasticsearch_server.url, elasticsearch_server.password) as process,
    ):
        room.watches(webhook(hook))
        assert run(process, timedelta()) == 0
        room.article(title="In hand", at=room.now + STEP)
        hook.answers.append("THINK")
        pid = begin(process, STEP)
        while not hook.taken:
            time.sleep(0.01)
        os.kill(pid, number)
        assert process.stdout is not None
        assert int(process.stdout.readline()) == -number
        assert run(process, 2 * STEP) == 0
        (mail,) = mails.list_mails(room.store)
        assert (mail.state, mail.uncertain, len(hook.taken)) == (MailState.SENT, uncertain, came)
        assert [body["stories"][0]["title"] for body in hook.kept.values()] == ["In hand"]
