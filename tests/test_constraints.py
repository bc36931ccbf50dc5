"""Every package is held at one exact version, and that is the one which runs."""

from __future__ import annotations

import re

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.constraints import constraints, installed, written
from tests.serving import ROOT


def test_every_installed_package_has_its_exact_version_in_the_project_file() -> None:
    held = {canonicalize_name(each.name): each for each in constraints() if not each.marker or each.marker.evaluate()}
    wrong = {
        name: version
        for name, version in installed().items()
        if name not in held or not held[name].specifier.contains(version, prereleases=True)
    }
    assert wrong == {}, "Run: uv run python -m tests.constraints"


def test_every_constraint_is_exact() -> None:
    assert [str(each) for each in constraints() if not re.fullmatch(r"==[^*,]+", str(each.specifier))] == []


def test_no_lock_file_and_no_host_stands_in_the_project() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "://" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_version_for_some_pythons_says_for_which() -> None:
    source = {"registry": "somewhere"}
    windows = "python_full_version < '3.12' and sys_platform == 'win32'"
    others = "python_full_version < '3.12' and sys_platform != 'win32'"
    old = {"name": "numpy", "version": "2.4.6", "source": source, "resolution-markers": [windows, others]}
    new = {"name": "numpy", "version": "2.5.5", "source": source}
    new["resolution-markers"] = ["python_full_version >= '3.15'", "python_full_version >= '3.12' and os_name == 'nt'"]
    plain = {"name": "click", "version": "8.5.1", "source": source}
    own = {"name": "careplan", "version": "0.1.0", "source": {"editable": "."}}
    lines = written({"package": [new, old, plain, own]}).splitlines()
    assert lines[1:-1] == [
        '  "click==8.5.1",',
        "  \"numpy==2.4.6 ; python_full_version < '3.12'\",",
        "  \"numpy==2.5.5 ; python_full_version >= '3.15' or python_full_version >= '3.12'\",",
    ]
    assert all(Requirement(line.strip(' ",')).specifier for line in lines[1:-1])
