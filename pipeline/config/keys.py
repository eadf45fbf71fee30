"""The key for Elasticsearch and Kibana: from the environment, or from a file that only its owner reads."""

from __future__ import annotations

from pathlib import Path

from pipeline.config.errors import ConfigError
from pipeline.config.settings import Settings


def read_api_key(settings: Settings) -> str | None:
    """Give the key, None without one; raise ConfigError when its file cannot be read or holds nothing.

    It is read at each call: one that was made anew counts from the next run on.
    """
    if settings.elasticsearch_api_key:
        return settings.elasticsearch_api_key.get_secret_value()
    if settings.elasticsearch_api_key_file is None:
        return None
    return _read_file(settings.elasticsearch_api_key_file)


def act_as_mailer(settings: Settings) -> Settings:
    """Give the settings with the mailer's key, where it has one: it alone may read of recipients."""
    key = settings.mailer_api_key_file
    if key is None:
        return settings
    return settings.model_copy(update={"elasticsearch_api_key": None, "elasticsearch_api_key_file": key})


def _read_file(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is no text of a key"
        raise ConfigError(f"The key for Elasticsearch cannot be read: {path}: {reason}") from None
    if not key:
        raise ConfigError(f"The key for Elasticsearch cannot be read: {path} is empty")
    return key
