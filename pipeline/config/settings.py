"""Every setting of the product in one class; the README's table and .env.example are made from it."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.config.errors import ConfigError, describe_errors, suggest_name

PREFIX = "AZVN_"
ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """Settings by environment name `AZVN_…`; every field has a default that works on one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    config: Path = Field(
        ROOT / "config", description="folder with sources.yml, topic.yml, watches.yml and seeds/"
    )
    elasticsearch_url: str | None = Field(
        None, description="address of an Elasticsearch 9; when unset, one is started on this machine"
    )
    elasticsearch_user: str | None = Field(None, description="user name for it")
    elasticsearch_password: SecretStr | None = Field(None, description="password for it")
    elasticsearch_api_key: SecretStr | None = Field(
        None, description="API key, in place of user and password"
    )
    elasticsearch_api_key_file: Path | None = Field(
        None, description="file with that key, as `azvn provision --keys-in` writes it"
    )
    mailer_api_key_file: Path | None = Field(
        None,
        description="file with the key of who reads watches and sends mail; unset, the key of all else does",
    )
    elasticsearch_ca: Path | None = Field(
        None, description="file with the certificate authority of its TLS certificate"
    )
    elasticsearch_fingerprint: str | None = Field(
        None,
        pattern=r"^([0-9A-Fa-f]{2}:?){32}$",
        description="SHA-256 fingerprint of that certificate, in place of its authority",
    )
    elasticsearch_patience: float = Field(
        60.0, ge=0, description="seconds to go on trying when Elasticsearch does not answer"
    )
    index_prefix: str = Field(
        "azvn-", pattern=r"^[a-z0-9][a-z0-9_.-]*-$", description="first part of every index name"
    )
    archive: Path = Field(
        ROOT / ".local" / "archive", description="folder for spool/ and the processed WARC files"
    )
    archive_store: str | None = Field(
        None,
        pattern="^(s3|gs|az|file)://.",
        description=(
            "object storage that processed WARC files are put into, as s3://bucket/folder; unset, they stay"
            " in AZVN_ARCHIVE"
        ),
    )
    contact: str = Field(
        "https://github.com/azvn/monitor", description="address in the User-Agent where an outlet finds us"
    )
    shards: int = Field(
        1, ge=1, le=64, description="crawl programs side by side; a host belongs to one of them"
    )
    cycle_budget: float = Field(480.0, gt=0, description="seconds of crawling in one cycle")
    cycle_interval: float = Field(
        600.0,
        gt=0,
        description=(
            "seconds from one cycle to the next: Airflow's schedule, and when `azvn status` calls a cycle"
            " late"
        ),
    )
    delay: float = Field(
        1.0, ge=0, description="seconds between two requests to a host, when the catalogue gives none"
    )
    timeout: float = Field(20.0, gt=0, description="seconds for one request")
    max_bytes: int = Field(5 * 1024 * 1024, gt=0, description="largest body, packed or unpacked, in bytes")
    page_seconds: float = Field(
        5.0,
        gt=0,
        description="seconds of processor time for reading one page; beyond them it goes to quarantine",
    )
    page_megabytes: int = Field(
        300, gt=0, description="megabytes for reading one page, beyond what the program has itself"
    )
    let_through: str = Field(
        "",
        description=(
            "loopback servers that may be asked all the same: host:port or host:port=address:port,"
            " comma-separated"
        ),
    )
    ask_all: bool = Field(
        False,
        description=(
            "every cycle asks every feed whatever its next check; for outlets of `AZVN_LET_THROUGH` only"
        ),
    )
    smtp_url: SecretStr | None = Field(
        None,
        description=(
            "mail server: smtp://user:password@host:587 (STARTTLS; ?starttls=no does without) or"
            " smtps://…:465; unset, mails wait"
        ),
    )
    smtp_ca: Path | None = Field(
        None, description="file with the certificate authority of the mail server's certificate"
    )
    mail_from: str = Field(
        "AZ–VN monitor <monitor@azvn.example>", description="sender of mails: name and address"
    )
    mail_rate: float = Field(10.0, gt=0, description="mails a second at most")
    kibana_url: str | None = Field(
        None, description="address of Kibana (with its space), for links in mails and on Airflow's page"
    )
    heartbeat_url: SecretStr | None = Field(
        None, description="address that is called after each good cycle, so that silence is noticed"
    )
    atom_file: Path | None = Field(
        None, description="file that each cycle writes the latest stories into, as an Atom feed"
    )
    operators: str = Field(
        "", description="addresses, comma-separated, that hear of failures and get the daily report"
    )
    keep_spool_days: int = Field(
        30, ge=1, description="days that processed spool files are kept whole; records of articles stay"
    )
    keep_counts_days: int = Field(90, ge=1, description="days that counts of outcomes are kept")
    keep_snapshots_days: int = Field(30, ge=1, description="days that snapshots are kept; the last one stays")
    keep_logs_days: int = Field(
        30, ge=1, description="days that logs are kept: ours, and those of Airflow's tasks"
    )
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="level of the log on standard error"
    )

    @field_validator("elasticsearch_url", "kibana_url", "heartbeat_url")
    @classmethod
    def _check_http(cls, value: str | SecretStr | None) -> str | SecretStr | None:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text is not None and not text.startswith(("http://", "https://")):
            raise ValueError("begins with http:// or https://")
        return value

    @model_validator(mode="after")
    def _ask_all_only_ours(self) -> Self:
        # Strangers are asked at the pace that their feeds allow.
        if self.ask_all and not self.let_through:
            raise ValueError(
                "AZVN_ASK_ALL needs AZVN_LET_THROUGH: only outlets of one's own may be asked without pause"
            )
        return self

    @property
    def patience(self) -> timedelta:
        """How long to go on trying when Elasticsearch does not answer."""
        return timedelta(seconds=self.elasticsearch_patience)

    @property
    def spool(self) -> Path:
        """Where segments wait until they are processed."""
        return self.archive / "spool"


def load_settings() -> Settings:
    """Read the settings from the environment; raise ConfigError with every wrong or unknown name at once."""
    known = [spell_setting(name) for name in Settings.model_fields]
    faults = [
        f"{name}: no such setting{suggest_name(name, known)}"
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known
    ]
    try:
        settings = Settings()
    except ValidationError as error:
        faults += describe_errors(error, model=Settings, spell=spell_setting)
    if faults:
        raise ConfigError("\n".join(faults))
    return settings


def spell_setting(field: str) -> str:
    """Give the name that a setting has in the environment."""
    return f"{PREFIX}{field.upper()}"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
