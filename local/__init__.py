"""What replaces Docker on one machine: the preflight, the environment, Elasticsearch, the sample outlets and the demo."""


class LocalError(Exception):
    """Something on this machine is missing or in the way; the message is the sentence that says what to do."""
