"""Every setting of the product in one class; the README's table and .env.example are made from it."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.config.errors import ConfigError, describe_errors, suggest_name
from pipeline.config.let_through import parse_let_through

PREFIX = "AZVN_"
ROOT = Path(__file__).resolve().parents[2]


_MAIL_ADDRESS = re.compile(r"[^@\s:/]+@[^@\s/]+\.[^@\s/]+")


def _check_address(text: str) -> None:
    """Raise ValueError for what is no address of a server."""
    if not text.startswith(("http://", "https://")):
        raise ValueError("begins with http:// or https://")
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise ValueError("names no host, or a port that there is not: http://host:port")


class Settings(BaseSettings):
    """Settings by environment name `AZVN_…`; every field has a default that works on one machine."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", allow_inf_nan=False
    )

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
        None, description="file with that key, as `azvn provision --keys-in FOLDER` writes it"
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
        ge=10,
        description=(
            "seconds from one cycle to the next: Airflow's schedule, and when `azvn status` calls a cycle"
            " late"
        ),
    )
    delay: float = Field(
        1.0, ge=0, description="seconds between two requests to a host, when the catalogue gives none"
    )
    timeout: float = Field(20.0, gt=0, le=600, description="seconds for one request")
    max_bytes: int = Field(5 * 1024 * 1024, ge=1024, description="largest body, packed or unpacked, in bytes")
    page_seconds: float = Field(
        5.0,
        gt=0,
        description="seconds of processor time for reading one page; beyond them it goes to quarantine",
    )
    page_megabytes: int = Field(
        300, ge=50, description="megabytes for reading one page, beyond what the program has itself"
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
        "monitor@azvn.example",
        description=(
            "sender of mails: name and address; without a name mails to readers have that of the product,"
            " after the two countries of the topic"
        ),
    )
    unsubscribe_url: str | None = Field(
        None,
        description=(
            "public https address at which `azvn mail serve-unsubscribe` is reached, for the button of mail"
            " programs that ends the mails with one click; unset, the button opens a mail to the sender"
        ),
    )
    signing_key: SecretStr | None = Field(
        None,
        min_length=16,
        description="secret of 16 characters or more that signs links to unsubscribe and webhooks",
    )
    mailbox: SecretStr | None = Field(
        None,
        description=(
            "mailbox of the sender for `azvn mail bounces`: a maildir, or imaps://user:password@host/FOLDER"
        ),
    )
    mail_rate: float = Field(10.0, gt=0, description="mails a second at most")
    feeds: Path = Field(
        ROOT / ".local" / "feeds", description="folder of the feeds of watches that have `deliver: feed`"
    )
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
        if text is not None:
            _check_address(text)
        return value

    @field_validator("unsubscribe_url")
    @classmethod
    def _check_https(cls, value: str | None) -> str | None:
        # RFC 8058 asks for it: a link that was read on the way would end somebody's mails.
        if value is not None and (not value.startswith("https://") or "?" in value or "#" in value):
            raise ValueError("begins with https:// and has no ? or #")
        return value

    @field_validator("contact")
    @classmethod
    def _check_contact(cls, value: str) -> str:
        if not _MAIL_ADDRESS.fullmatch(value.removeprefix("mailto:")):
            try:
                _check_address(value)
            except ValueError:
                raise ValueError("is an address of a page (https://…) or of mail (desk@…)") from None
        return value

    @field_validator("elasticsearch_ca")
    @classmethod
    def _check_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("there is no such file")
        return value

    @field_validator("let_through")
    @classmethod
    def _check_let_through(cls, value: str) -> str:
        parse_let_through(value)
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _raise_level(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _log_in_whole(self) -> Self:
        if self.elasticsearch_api_key and (self.elasticsearch_user or self.elasticsearch_password):
            raise ValueError(
                "AZVN_ELASTICSEARCH_API_KEY stands in place of AZVN_ELASTICSEARCH_USER and"
                " AZVN_ELASTICSEARCH_PASSWORD: set the one or the others"
            )
        if bool(self.elasticsearch_user) != bool(self.elasticsearch_password):
            raise ValueError(
                "AZVN_ELASTICSEARCH_USER and AZVN_ELASTICSEARCH_PASSWORD belong together: one is not set"
            )
        return self

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
