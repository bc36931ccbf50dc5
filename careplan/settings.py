"""What whoever runs the program may set, from environment variables that begin with CAREPLAN_."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from careplan.errors import NotReady

PREFIX = "CAREPLAN_"


class Settings(BaseModel):
    """Read once when the program starts and passed down; `read_settings` turns mistakes into sentences.

    Attributes:
        home: folder of the database files and the audit key (CAREPLAN_HOME).
        database: URL or file of the clinic's database; the file clinic.db in `home` where it is empty.
        today: a fixed day in place of the calendar's, for tests (CAREPLAN_TODAY).
        zone: time zone of the clinic, such as Europe/Berlin; the machine's own where it is empty.
        idle_minutes: minutes without use after which a session ends.
        session_hours: hours after which a session ends, however busy.
        sessions_per_account: in how many browsers one account is signed in at most; the oldest sign-in ends.
        behind_proxy: a reverse proxy with TLS stands in front, so another address than loopback may be served.
        address: where people reach the clinic, such as https://careplan.example.org, with which links in files begin;
            empty where files name the address that the program was started on (CAREPLAN_ADDRESS).
        any_file_system: the database may lie on a file system of another machine, whose locks are known to hold.
        fhir: other systems may read single plans as FHIR, each with a token that somebody gave it (CAREPLAN_FHIR).
        fhir_days: for how many days at most such a token holds.
        oidc_issuer: the clinic's identity provider, by which people may sign in too; empty where there is none.
        oidc_client_id: what careplan is called there.
        oidc_secret_file: the file that holds the secret which the provider gave it, and nothing else.
        oidc_label: what people call the provider; its host where it is empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(default_factory=lambda: user_data_path("careplan", appauthor=False))
    database: str = ""
    today: date | None = None
    zone: str = ""
    idle_minutes: int = Field(default=30, ge=1, le=12 * 60)
    session_hours: int = Field(default=12, ge=1, le=24)
    sessions_per_account: int = Field(default=3, ge=1, le=100)
    behind_proxy: bool = False
    address: str = ""
    any_file_system: bool = False
    fhir: bool = False
    fhir_days: int = Field(default=365, ge=1, le=730)
    oidc_client_id: str = ""
    oidc_secret_file: Path | None = None
    oidc_label: str = Field(default="", max_length=40)
    oidc_issuer: str = ""

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("address")
    @classmethod
    def _reachable(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and not (parts.scheme in ("http", "https") and parts.hostname):
            raise ValueError("is no address of a clinic; write one such as https://careplan.example.org")
        return address.rstrip("/")

    @field_validator("oidc_secret_file")
    @classmethod
    def _with_a_secret(cls, file: Path | None) -> Path | None:
        if file:
            _secret_in(file.expanduser())
        return file and file.expanduser()

    @field_validator("oidc_issuer")
    @classmethod
    def _askable(cls, issuer: str, info: ValidationInfo) -> str:
        if issuer and not is_safe_address(issuer):
            raise ValueError("is no address of an identity provider; write one that begins with https://")
        needed = ["oidc_client_id", "oidc_secret_file", *(["address"] if info.data.get("behind_proxy") else [])]
        missing = [f"{PREFIX}{name.upper()}" for name in needed if name in info.data and not info.data[name]]
        if issuer and missing:
            raise ValueError(f"needs {' and '.join(missing)} too")
        return issuer

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            return zone and ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is no time zone; write one such as Europe/Berlin") from None

    @cached_property
    def time_zone(self) -> ZoneInfo | None:
        """The clinic's zone; None stands for the machine's own."""
        return ZoneInfo(self.zone) if self.zone else None

    @cached_property
    def oidc_secret(self) -> str:
        """What proves to the identity provider that careplan asks; empty where there is none."""
        return _secret_in(self.oidc_secret_file) if self.oidc_secret_file else ""

    @property
    def idle(self) -> timedelta:
        """How long a session lives without use."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a session lives at most."""
        return timedelta(hours=self.session_hours)

    @property
    def database_url(self) -> str:
        """Where the clinic's records are, as a URL."""
        return database_url(self.database or str(self.home / "clinic.db"))


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the environment; raises NotReady naming each variable that is wrong."""
    given = {name: environment.get(f"{PREFIX}{name.upper()}") for name in Settings.model_fields}
    try:
        return Settings.model_validate({name: text for name, text in given.items() if text})
    except ValidationError as error:
        wrong = [
            f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}."
            for fault in error.errors()
        ]
        raise NotReady("\n".join(wrong)) from error


def database_url(place: str) -> str:
    """Return `place`, a database URL or the path of a SQLite file, as a URL."""
    return place if "://" in place else f"sqlite:///{Path(place).expanduser().absolute()}"


def shown_place(place: str) -> str:
    """Return `place`, a database URL or a path, as it may be shown: without account, password and options."""
    kind, _, rest = place.partition("://")
    if not rest or kind == "sqlite":
        return place.removeprefix("sqlite:///")
    return f"{kind}://{rest.rpartition('@')[2].partition('?')[0]}"


def is_safe_address(address: str) -> bool:
    """Return whether nobody on the way to a web address can read or change what is sent: TLS, or this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = not (parts.username or parts.query or parts.fragment)
    return plain and bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def _secret_in(file: Path) -> str:
    """Return the one line that a file holds; raises ValueError, which never says what it held."""
    try:
        secret = file.read_text("utf-8").strip()
    except (OSError, ValueError):
        raise ValueError("cannot be read; name the file that holds the secret") from None
    if not secret or not secret.isascii() or not secret.isprintable():
        raise ValueError("holds no secret; write the one that the identity provider gave, alone in its file")
    return secret


def is_loopback(address: str) -> bool:
    """Return whether only this machine can reach `address`."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
