"""The exact version of every package, direct and indirect, in pyproject.toml (docs/how-to-update-dependencies.md).

`uv run python -m tests.constraints` lets uv choose the newest versions that the ranges allow and writes them down.
They stand there, and not in a lock file, because a lock file names the host that each package came from.
"""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Collection, Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.serving import ROOT

_PROJECT = ROOT / "pyproject.toml"
_LOCK = ROOT / "uv.lock"
_BLOCK = re.compile(r"^constraint-dependencies = \[\n.*?^\]\n", re.DOTALL | re.MULTILINE)


def constraints(project: Path = _PROJECT) -> list[Requirement]:
    """Return the exact versions that pyproject.toml holds."""
    tables = tomllib.loads(project.read_text(encoding="utf-8"))
    return [Requirement(line) for line in tables["tool"]["uv"]["constraint-dependencies"]]


def installed() -> dict[str, str]:
    """Return the version of every package that we need, directly or not, as it is installed here."""
    found: dict[str, str] = {}
    ahead = list(_direct())
    done: set[str] = set()
    while ahead:
        wanted = ahead.pop()
        if str(wanted) in done:
            continue
        done.add(str(wanted))
        package = distribution(wanted.name)
        found[canonicalize_name(wanted.name)] = package.version
        ahead += [each for each in map(Requirement, package.requires or ()) if _applies(each, wanted.extras)]
    found.pop("careplan", None)
    return found


def _direct() -> Iterator[Requirement]:
    tables = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))
    for line in (*tables["project"]["dependencies"], *tables["dependency-groups"]["dev"]):
        yield Requirement(line)


def _applies(requirement: Requirement, extras: Collection[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or ("",))


def written(lock: dict[str, Any]) -> str:
    """Return the block of pyproject.toml for what a lock file chose, one line a package."""
    lines = sorted(_line(package) for package in lock["package"] if "registry" in package["source"])
    return "constraint-dependencies = [\n" + "".join(f'  "{line}",\n' for line in lines) + "]\n"


def rewrite() -> None:
    """Choose the newest versions and write them into pyproject.toml."""
    before = _PROJECT.read_text(encoding="utf-8")
    try:
        _PROJECT.write_text(_BLOCK.sub("constraint-dependencies = [\n]\n", before), encoding="utf-8")
        subprocess.run([os.environ.get("UV", "uv"), "lock", "--upgrade"], cwd=ROOT, check=True)
        block = written(tomllib.loads(_LOCK.read_text(encoding="utf-8")))
    except BaseException:
        _PROJECT.write_text(before, encoding="utf-8")
        raise
    _PROJECT.write_text(_BLOCK.sub(lambda _: block, before), encoding="utf-8")


def _line(package: dict[str, Any]) -> str:
    """Return one constraint; a version that is only for some Pythons says for which."""
    line = f"{package['name']}=={package['version']}"
    markers = {_pythons(marker): None for marker in package.get("resolution-markers", ())}
    if not markers or "" in markers:
        return line
    return f"{line} ; {' or '.join(markers)}"


def _pythons(marker: str) -> str:
    return " and ".join(part for part in marker.split(" and ") if part.startswith("python_full_version"))


if __name__ == "__main__":
    rewrite()
