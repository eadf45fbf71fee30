"""A nursery of runs that can be killed: everything is loaded once, then each line on standard input forks one
run of the alerts.

Reads JSON lines `{"ahead": seconds}`, how far its clock is ahead; answers with the run's number, and when it
has ended with how.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from pipeline.alert.render import renderer
from pipeline.alert.render.wording import load_translations
from pipeline.config import watches
from pipeline.config.settings import Settings
from pipeline.runs.alerts import Alerts
from pipeline.runs.locks import Lease
from pipeline.store.connect import connect_store
from pipeline.store.leases import Held


def main() -> None:
    about: dict[str, Any] = json.loads(sys.argv[1])
    about["feeds"] = Path(about["feeds"])
    about["elasticsearch_password"] = SecretStr(about["elasticsearch_password"])
    settings = Settings(**about)
    load_translations("en")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(_run(settings, timedelta(seconds=json.loads(line)["ahead"])))
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _run(settings: Settings, ahead: timedelta) -> int:
    logging.basicConfig(filename=settings.archive.parent / "runs.log", level=logging.WARNING)
    book = watches.load_watches(Path(settings.config) / watches.FILE)
    alerts = Alerts(
        connect_store(settings),
        settings,
        book,
        renderer.make_renderer(settings),
        lease=Lease("alerts", 0.5),
        mail_lease=timedelta(seconds=1),
        clock=lambda: datetime.now(UTC) + ahead,
    )
    while True:
        try:
            alerts.run()
        except Held:
            # The one before was killed: its lease ends in a moment.
            time.sleep(0.05)
        except Exception:
            logging.exception("a run failed")
            return 1
        else:
            return 0


if __name__ == "__main__":
    main()
