"""The heartbeat: an address of a watcher outside that is called after each good cycle, so that silence is
noticed.
"""

from __future__ import annotations

import logging
from http.client import HTTPException
from urllib.request import Request, urlopen

from pipeline.config.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = 10.0


def send_heartbeat(settings: Settings, cycle: str) -> bool:
    """Call AZVN_HEARTBEAT_URL, if there is one; False when it could not be told. The address is a secret and
    is never logged.
    """
    if settings.heartbeat_url is None:
        return False
    try:
        request = Request(settings.heartbeat_url.get_secret_value(), headers={"User-Agent": "azvn-heartbeat"})  # noqa: S310  (http, by the settings)
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            answer.read(1)
    except (OSError, HTTPException, ValueError) as error:
        # The cycle was good all the same; the watcher will say that it heard nothing.
        log.warning("cycle %s could not be told to AZVN_HEARTBEAT_URL: %s", cycle, type(error).__name__)
        return False
    return True
