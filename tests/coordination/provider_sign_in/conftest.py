"""A clinic with an identity provider of its own, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from careplan.clinic import Clinic
from careplan.coordination.console_accounts import bind
from careplan.settings import Settings
from tests.local_provider import (
    SECRET,
    LocalProvider,
    local_provider,
)
from tests.watch import Watch


@pytest.fixture
def provider(watch: Watch) -> Iterator[LocalProvider]:
    with local_provider(watch.now) as provider:
        yield provider


@pytest.fixture
def ward(clinic: Clinic, provider: LocalProvider, tmp_path: Path) -> Clinic:
    """The clinic with that provider, where the nurse is known as nobody else is."""
    file = tmp_path / "secret.txt"
    file.write_text(f"{SECRET}\n")
    settings = Settings(home=tmp_path, oidc_secret_file=file, **provider.settings())
    ward = replace(clinic, settings=settings)
    bind(ward, "nurse", provider.subject)
    return ward
