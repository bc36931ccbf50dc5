"""The wheel holds all that the program needs: built, installed apart, started in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.serving import CLINIC_OPEN, ROOT, Served, free_port


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [os.environ.get("UV", "uv"), "build", "--wheel", "--out-dir", str(folder), str(ROOT)]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel; what it depends on comes from this environment."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_app_lies_beside_its_settings_and_the_catalogue_is_whole(installed: Path) -> None:
    front = installed / "careplan" / "_front"
    assert (front / "app.py").read_bytes() == (ROOT / "app.py").read_bytes()
    assert (front / ".streamlit" / "config.toml").read_bytes() == (ROOT / ".streamlit" / "config.toml").read_bytes()
    here = {path.relative_to(ROOT / "data") for path in (ROOT / "data").rglob("*") if path.is_file()}
    data = installed / "careplan" / "_data"
    assert {path.relative_to(data) for path in data.rglob("*") if path.is_file()} == here


def test_no_test_and_no_record_of_a_clinic_is_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.startswith("tests/") or name.endswith((".db", ".key"))]


def outside_the_checkout(installed: Path, home: Path) -> dict[str, str]:
    """The environment in which the unpacked wheel is found, and not the checkout: -S leaves out the link to it."""
    return {"PYTHONPATH": os.pathsep.join([str(installed), sysconfig.get_path("purelib")]), "CAREPLAN_HOME": str(home)}


def test_it_serves_from_an_empty_folder_with_the_settings_read(installed: Path, tmp_path: Path) -> None:
    """`serve` refuses to start where the settings beside app.py do not count: a healthy answer shows that they do."""
    empty = tmp_path / "empty"
    empty.mkdir()
    port = free_port()
    line = [sys.executable, "-S", "-m", "careplan", "serve", "--port", str(port)]
    served = Served(
        line, port=port, health="/health", ready=CLINIC_OPEN, env=outside_the_checkout(installed, tmp_path), cwd=empty
    )
    try:
        assert list(empty.iterdir()) == []
    finally:
        assert served.stop() == 0, served.log()


def test_without_its_settings_it_refuses_to_start(installed: Path, tmp_path: Path) -> None:
    settings = installed / "careplan" / "_front" / ".streamlit" / "config.toml"
    kept = settings.read_bytes()
    settings.unlink()
    env = {**os.environ, **outside_the_checkout(installed, tmp_path)}
    try:
        line = [sys.executable, "-S", "-m", "careplan", "serve", "--port", str(free_port())]
        ended = subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    finally:
        settings.write_bytes(kept)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("The settings beside app.py do not count: ")
