"""The variables of docker-compose.yml that are no settings of the monitor, for `.env.example` and `make env`.

Standard library only: `make env` runs on a machine that has Docker and a bare Python.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass


def make_secret() -> str:
    """Make a secret of 192 bits in hexadecimal digits: it needs no quoting in an address, a shell or JSON."""
    return secrets.token_hex(24)


def make_fernet_key() -> str:
    """Make a key as Fernet wants it: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True)
class Secret:
    """A variable without a default: compose refuses to start without it, `make env` makes it."""

    name: str
    reason: str
    make: Callable[[], str] = make_secret


@dataclass(frozen=True)
class Option:
    """A variable with a default, or None: then it is unset inside the containers as well."""

    name: str
    reason: str
    default: str | None = None


SECRETS = (
    Secret(
        "ELASTIC_PASSWORD",
        "password of Elasticsearch's superuser elastic: for administrators and for `provision`",
    ),
    Secret("KIBANA_PASSWORD", "password of kibana_system, with which Kibana talks to Elasticsearch"),
    Secret("READER_PASSWORD", "password of the user reader, who may look at the articles in Kibana"),
    Secret(
        "KIBANA_OBJECTS_KEY", "encrypts what Kibana stores; another key makes rules and connectors unreadable"
    ),
    Secret("KIBANA_SESSION_KEY", "encrypts Kibana's sessions; another key logs everybody out"),
    Secret("KIBANA_REPORTING_KEY", "encrypts Kibana's reports; another key loses those that wait"),
    Secret(
        "POSTGRES_PASSWORD",
        "password of Airflow's database; kept inside the database's volume from the first start on",
    ),
    Secret("AIRFLOW_PASSWORD", "password of the user admin on Airflow's page"),
    Secret("AIRFLOW_FERNET_KEY", "encrypts connections in Airflow's database", make_fernet_key),
    Secret(
        "AIRFLOW_JWT_SECRET", "signs the tokens with which tasks report; must be the same in every container"
    ),
    Secret(
        "AIRFLOW_SECRET_KEY",
        "signs the requests for logs between containers; must be the same in every container",
    ),
    Secret("REDIS_PASSWORD", "password of the queue of the profile celery"),
)
OPTIONS = (
    Option("AIRFLOW_PORT", "port of Airflow's page on 127.0.0.1", "8080"),
    Option(
        "AIRFLOW_URL",
        "address of that page as others reach it, for links in mails; unset, the port on 127.0.0.1",
    ),
    Option("KIBANA_PORT", "port of Kibana on 127.0.0.1", "5601"),
    Option(
        "KIBANA_URL", "address of Kibana as others reach it, without a space; unset, the port on 127.0.0.1"
    ),
    Option("ELASTICSEARCH_PORT", "port of Elasticsearch (TLS) on 127.0.0.1", "9200"),
    Option("MAILPIT_PORT", "port of Mailpit's page on 127.0.0.1 (profile dev)", "8025"),
    Option("ELASTICSEARCH_MEMORY", "memory limit of Elasticsearch, which takes half of it as heap", "2g"),
    Option("KIBANA_MEMORY", "memory limit of Kibana", "1536m"),
    Option(
        "TASKS_MEMORY",
        "memory limit of the scheduler, whose container runs the tasks, and of each worker",
        "3g",
    ),
    Option(
        "AIRFLOW_PARALLELISM", "tasks that run at once in the scheduler's container, or in each worker", "4"
    ),
    Option(
        "AIRFLOW__CORE__EXECUTOR",
        "LocalExecutor or CeleryExecutor; unset, Celery when the profile celery is on",
    ),
    Option("AWS_ACCESS_KEY_ID", "key for the object storage of AZVN_ARCHIVE_STORE"),
    Option("AWS_SECRET_ACCESS_KEY", "and its secret"),
    Option("AWS_REGION", "region of the bucket"),
    Option("AWS_ENDPOINT_URL", "address of an object storage that speaks S3 and is not Amazon's"),
    Option("AWS_ALLOW_HTTP", "true when that address begins with http://"),
    Option("http_proxy", "proxy for outlets, feeds and object storage"),
    Option("https_proxy", "proxy for their https addresses"),
    Option("no_proxy", "hosts that are asked without a proxy, beside those of this file", "localhost"),
)
GIVEN = {
    "AZVN_CONFIG": "/opt/azvn/config",
    "AZVN_ELASTICSEARCH_URL": "https://elasticsearch:9200",
    "AZVN_ELASTICSEARCH_API_KEY_FILE": "/opt/azvn/keys/pipeline",
    "AZVN_MAILER_API_KEY_FILE": "/opt/azvn/keys/mailer",
    "AZVN_ELASTICSEARCH_CA": "/opt/azvn/ca/ca.crt",
    "AZVN_ARCHIVE": "/var/lib/azvn/archive",
}
"""Settings of the monitor that the compose file gives itself, whatever `.env` says."""
