"""Opening the door: who is there, and one sentence when nobody, somebody else or an old one is."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError
from elasticsearch.exceptions import SerializationError

from pipeline.config.keys import read_api_key
from pipeline.config.settings import Settings
from pipeline.store.client import Store
from pipeline.store.errors import StoreRefused
from pipeline.store.patience import retry_call, shorten_error

# We say ourselves, in one sentence, that a server is away; without this the client's own words go to standard
# error as well.
logging.getLogger("elastic_transport").addHandler(logging.NullHandler())

OLDEST = 9
REQUEST_TIMEOUT = 30.0
"""Seconds for one request of a store with the patience of the settings."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def connect_store(settings: Settings, *, patience: float | None = None) -> Store:
    """Open the door and look who is there; raise StoreFault when it is not an Elasticsearch that we can use.

    `patience`, in seconds, is that of the settings when it is not given; when it is, no single request takes
    longer.
    """
    url = settings.elasticsearch_url
    if not url:
        raise StoreRefused(
            "AZVN_ELASTICSEARCH_URL is not set: set it, or run the command through `azvn`, which starts a"
            " server."
        )
    limit = settings.elasticsearch_patience if patience is None else patience
    timeout = REQUEST_TIMEOUT if patience is None else max(patience, 1.0)
    client = _build_client(settings, url, timeout)
    try:
        _check_server(client, limit, _hide_password(url))
    except BaseException:
        client.close()
        raise
    return Store(client, settings.index_prefix, limit, _hide_password(url))


def _check_server(client: Elasticsearch, limit: float, url: str) -> None:
    advice = "check AZVN_ELASTICSEARCH_URL."
    try:
        version = str(retry_call(client.info, limit, url)["version"]["number"])
    except (UnsupportedProductError, SerializationError):
        raise StoreRefused(f"What answers at {url} is not Elasticsearch: {advice}") from None
    except ApiError as error:
        # An older server does not know the form in which this client speaks.
        if error.error == "media_type_header_exception":
            raise StoreRefused(f"Elasticsearch at {url} is older than {OLDEST}.0, which is needed.") from None
        reason = shorten_error(error)
        raise StoreRefused(f"What answers at {url} is not Elasticsearch ({reason}): {advice}") from None
    if int(version.partition(".")[0]) < OLDEST:
        raise StoreRefused(f"Elasticsearch at {url} is {version}; {OLDEST}.0 or newer is needed.")


def _build_client(settings: Settings, url: str, timeout: float) -> Elasticsearch:
    options: dict[str, Any] = {
        "request_timeout": timeout,
        "max_retries": 0,
        "http_compress": urlsplit(url).hostname not in LOOPBACK,
    }
    key = read_api_key(settings)
    if key:
        options["api_key"] = key
    elif settings.elasticsearch_user and settings.elasticsearch_password:
        password = settings.elasticsearch_password.get_secret_value()
        options["basic_auth"] = (settings.elasticsearch_user, password)
    if settings.elasticsearch_ca:
        options["ca_certs"] = str(settings.elasticsearch_ca)
    if settings.elasticsearch_fingerprint:
        options["ssl_assert_fingerprint"] = settings.elasticsearch_fingerprint
    try:
        # The client asks no proxy, whatever the environment says.
        return Elasticsearch(url, **options)
    except (ValueError, OSError) as error:
        reason = shorten_error(error)
        raise StoreRefused(f"AZVN_ELASTICSEARCH_URL={_hide_password(url)} cannot be used: {reason}") from None


def _hide_password(url: str) -> str:
    """Give an address without the password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
