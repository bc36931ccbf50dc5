"""Starting and stopping the server: exit codes and sentences."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from careplan.clock import Clock
from careplan.store import Store
from tests.serving import ROOT, free_port, serve_careplan


def refused(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `careplan serve`, which is to end by itself."""
    line = [sys.executable, "-m", "careplan", "serve", "--database", str(tmp_path / "clinic.db"), *arguments]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_sigterm_is_a_normal_end_and_the_address_was_told(tmp_path: Path) -> None:
    store = Store.open(str(tmp_path / "clinic.db"), home=tmp_path)
    with store.writing() as records:
        records.accounts.add("anna.berg", "admin", password=None, at=Clock().now())
    store.close()
    served = serve_careplan(env={"CAREPLAN_HOME": str(tmp_path)})
    served.wait_for("Ctrl+C")
    assert served.stop() == 0
    assert served.log() == f"Careplan is open at {served.url}/  Stop it with Ctrl+C.\n"


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = refused(tmp_path, "--port", str(port))
    assert ended.returncode == 1
    assert ended.stderr == (
        f"Port {port} on 127.0.0.1 cannot be opened: Address already in use. Choose another with --port.\n"
    )


def test_a_demo_on_a_taken_port_makes_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        line = [sys.executable, "-m", "careplan", "demo", "--database", str(tmp_path / "demo.db"), "--port", str(port)]
        ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Port {port} on 127.0.0.1 cannot be opened")
    assert ended.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_others_reach_needs_a_proxy(tmp_path: Path) -> None:
    ended = refused(tmp_path, "--address", "0.0.0.0")
    assert ended.returncode == 1
    assert "Put a reverse proxy with TLS in front and set CAREPLAN_BEHIND_PROXY=1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_speaks_to_an_identity_provider_is_asked_for_before_anybody_needs_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("tiger-lily")
    given = {"ISSUER": "https://login.example.org", "CLIENT_ID": "careplan", "SECRET_FILE": str(tmp_path / "secret")}
    environment = {**os.environ, **{f"CAREPLAN_OIDC_{name}": value for name, value in given.items()}}
    without = "import sys; sys.modules['joserfc'] = None; from careplan.cli import main; main()"
    line = [
        sys.executable,
        "-c",
        without,
        "serve",
        "--database",
        str(tmp_path / "clinic.db"),
        "--port",
        str(free_port()),
    ]
    ended = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "CAREPLAN_OIDC_ISSUER is set, but what speaks to an identity provider is not installed: "
        "uv sync --extra oidc, or pip install 'careplan[oidc]'.\n"
    )


@pytest.mark.parametrize("content", [b"no database at all, but long enough to look at" * 40])
def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "clinic.db").write_bytes(content)
    ended = refused(tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr
    assert (tmp_path / "clinic.db").read_bytes() == content
