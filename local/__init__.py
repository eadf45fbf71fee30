"""What replaces Docker on one machine: the preflight, the environment and a real Elasticsearch on loopback.

Comes in: the checkout, a JDK and Maven. Goes out: `.venv/`, a server on loopback, and `.local/` with what one
needs to talk to it. `preflight`, `environment` and what they import use the standard library only and can be
read by Python 3.8, so that an old Python says what is missing instead of a syntax error.
"""


class LocalError(Exception):
    """Something on this machine stands in the way; the text is one sentence that says what to do about it."""
