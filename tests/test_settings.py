"""Settings come from the environment; a wrong one is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from careplan.clock import Clock
from careplan.errors import NotReady
from careplan.settings import is_loopback, read_settings, shown_place

PROVIDER = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_SECRET_FILE", "OIDC_LABEL")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "DATABASE", "TODAY", "ZONE", "IDLE_MINUTES", "SESSION_HOURS", "BEHIND_PROXY", *PROVIDER):
        monkeypatch.delenv(f"CAREPLAN_{name}", raising=False)


def test_without_settings_the_clinic_lies_in_the_users_data_folder() -> None:
    settings = read_settings()
    assert settings.home.name == "careplan"
    assert settings.database_url == f"sqlite:///{settings.home / 'clinic.db'}"


def test_home_today_and_zone_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAREPLAN_HOME", str(tmp_path))
    monkeypatch.setenv("CAREPLAN_TODAY", "2026-03-09")
    monkeypatch.setenv("CAREPLAN_ZONE", "Asia/Tokyo")
    settings = read_settings()
    assert (settings.home, settings.today, settings.time_zone) == (tmp_path, date(2026, 3, 9), ZoneInfo("Asia/Tokyo"))


def test_a_database_may_be_a_file_or_a_url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAREPLAN_DATABASE", str(tmp_path / "a.db"))
    assert read_settings().database_url == f"sqlite:///{tmp_path / 'a.db'}"
    monkeypatch.setenv("CAREPLAN_DATABASE", "postgresql+psycopg://clinic@localhost/plans")
    assert read_settings().database_url == "postgresql+psycopg://clinic@localhost/plans"


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("/srv/a@b.db", "/srv/a@b.db"),
        ("sqlite:////srv/clinic.db", "/srv/clinic.db"),
        ("postgresql+psycopg://clinic:sec/r@t@db.example:5433/plans", "postgresql+psycopg://db.example:5433/plans"),
        ("postgresql+psycopg://clinic@/plans?host=/run&password=secret", "postgresql+psycopg:///plans"),
        ("postgresql+psycopg:///plans", "postgresql+psycopg:///plans"),
    ],
)
def test_a_database_is_shown_without_its_password(place: str, shown: str) -> None:
    assert shown_place(place) == shown


def test_every_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREPLAN_TODAY", "9 March")
    monkeypatch.setenv("CAREPLAN_ZONE", "Europe/Atlantis")
    with pytest.raises(NotReady) as refused:
        read_settings()
    today, zone = str(refused.value).splitlines()
    assert today.startswith("CAREPLAN_TODAY: ")
    assert zone == "CAREPLAN_ZONE: is no time zone; write one such as Europe/Berlin."


@pytest.mark.parametrize("address", ["https://careplan.example.org", "http://10.0.0.4:8501/"])
def test_the_address_of_the_clinic_begins_links(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("CAREPLAN_ADDRESS", address)
    assert read_settings().address == address.rstrip("/")


@pytest.mark.parametrize("address", ["careplan.example.org", "javascript:alert(1)", "https://"])
def test_what_no_link_can_begin_with_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("CAREPLAN_ADDRESS", address)
    with pytest.raises(NotReady, match=r"^CAREPLAN_ADDRESS: is no address of a clinic"):
        read_settings()


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Set an identity provider; return the file of its secret."""
    (tmp_path / "secret").write_text("tiger-lily\n")
    given = ("https://login.example.org/clinic", "careplan", str(tmp_path / "secret"), "Clinic ID")
    for name, value in zip(PROVIDER, given, strict=True):
        monkeypatch.setenv(f"CAREPLAN_{name}", value)
    return tmp_path / "secret"


def test_an_identity_provider_is_read_and_its_secret_is_never_shown(provider: Path) -> None:
    settings = read_settings()
    assert (settings.oidc_issuer, settings.oidc_secret) == ("https://login.example.org/clinic", "tiger-lily")
    assert "tiger-lily" not in f"{settings!r} {settings} {settings.model_dump()}"


@pytest.mark.parametrize(
    "issuer", ["http://login.example.org", "login.example.org", "https://a:b@c.example", "https://["]
)
def test_an_identity_provider_that_others_could_overhear_is_refused(
    provider: Path, monkeypatch: pytest.MonkeyPatch, issuer: str
) -> None:
    monkeypatch.setenv("CAREPLAN_OIDC_ISSUER", issuer)
    with pytest.raises(NotReady, match=r"^CAREPLAN_OIDC_ISSUER: is no address of an identity provider"):
        read_settings()


def test_what_an_identity_provider_needs_besides_is_named(provider: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREPLAN_BEHIND_PROXY", "1")
    monkeypatch.delenv("CAREPLAN_OIDC_CLIENT_ID")
    with pytest.raises(
        NotReady, match=r"^CAREPLAN_OIDC_ISSUER: needs CAREPLAN_OIDC_CLIENT_ID and CAREPLAN_ADDRESS too"
    ):
        read_settings()


@pytest.mark.parametrize("content", [None, b"", b" \n", b"two\nlines", b"\xff\xfe"])
def test_a_file_without_a_secret_is_refused_and_not_repeated(provider: Path, content: bytes | None) -> None:
    provider.write_bytes(content) if content is not None else provider.unlink()
    with pytest.raises(NotReady) as refused:
        read_settings()
    (line,) = str(refused.value).splitlines()
    assert line.startswith("CAREPLAN_OIDC_SECRET_FILE: ") and "lines" not in line


@pytest.mark.parametrize(
    ("address", "only_here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("clinic.example", False),
    ],
)
def test_loopback(address: str, only_here: bool) -> None:
    assert is_loopback(address) is only_here


def test_the_clinics_day_follows_its_zone() -> None:
    evening = datetime(2026, 3, 8, 16, 30, tzinfo=UTC)
    assert Clock(ZoneInfo("Asia/Tokyo")).day_of(evening) == date(2026, 3, 9)
    assert Clock(ZoneInfo("UTC")).day_of(evening) == date(2026, 3, 8)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_fixed_day_stands_still_in_every_zone(zone: str) -> None:
    clock = Clock(ZoneInfo(zone), fixed=date(2026, 3, 9))
    assert clock.today() == date(2026, 3, 9)
    assert clock.now().tzinfo is UTC
