"""Program 3: `python -m pipeline.alert` finds what is news to the watches and mails it.

It prints one JSON report; the log goes to standard error.
"""

from __future__ import annotations

import json
import logging
import sys

from pipeline.config import settings
from pipeline.programs import run_guarded
from pipeline.runs.alerts import AlertReport, make_alerts
from pipeline.runs.locks import Held
from pipeline.runs.workplace import Workplace
from pipeline.store.schema.templates import check_schema


def main() -> int:
    """Run once and give the exit code: 1 when mail is undelivered for an hour, else 0.

    Another run at work is no fault. Raise ConfigError for wrong configuration, StoreFault as the store does.
    """
    try:
        report = run_once()
    except Held as held:
        print(held, file=sys.stderr)
        print(json.dumps({"held": str(held)}))
        return 0
    for sentence in report.faults:
        print(sentence, file=sys.stderr)
    print(json.dumps(report.build_json(), ensure_ascii=False))
    return 1 if report.undelivered else 0


def run_once() -> AlertReport:
    """Find, write and send with the settings of this process; raise ConfigError, StoreFault or Held."""
    chosen = settings.get_settings()
    logging.basicConfig(level=chosen.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("elastic_transport").setLevel(logging.WARNING)
    place = Workplace(chosen).act_as_mailer()
    alerts = make_alerts(place)
    check_schema(place.store)
    return alerts.run()


if __name__ == "__main__":
    sys.exit(run_guarded(main))
