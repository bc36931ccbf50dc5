"""What goes with each drawing of a component is bare, and the address of its script names its content."""

from __future__ import annotations

from pathlib import Path

import pytest

from careplan.component_files import COMPONENTS, SCRIPTS, component_files, script_address
from tests.serving import ROOT

PARTS = ROOT / "careplan" / "pages" / "parts"


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_has_all_its_parts(name: str) -> None:
    files = component_files(name)
    assert files.html.startswith("<")
    assert files.script.count("export default function") == 1
    assert files.address == script_address(name, files.script)
    assert files.address.startswith(f"{SCRIPTS}{name}.")


def test_another_content_has_another_address() -> None:
    addresses = {
        script_address("tasks", "draw();"),
        script_address("tasks", "draw() ;"),
        script_address("x", "draw();"),
    }
    assert len(addresses) == 3


@pytest.mark.parametrize("name", COMPONENTS)
def test_what_is_sent_has_neither_indentation_nor_comments_but_every_rule(name: str) -> None:
    files = component_files(name)
    for line in (*files.html.splitlines(), *files.css.splitlines()):
        assert line == line.strip() != ""
        assert not line.startswith("/*")
    assert files.css.count("{") == files.css.count("}") > 0


def test_every_script_and_style_sheet_of_the_screens_is_part_of_a_component() -> None:
    sent = "\n".join(component_files(name).script for name in COMPONENTS)
    scripts = list(PARTS.rglob("*.js"))
    assert len(scripts) > 20
    assert [path.name for path in scripts if path.read_text("utf-8") not in sent] == []
    styles = "\n".join(component_files(name).css for name in COMPONENTS)
    assert [path.name for path in PARTS.rglob("*.css") if _last_rule(path) not in styles] == []


def _last_rule(path: Path) -> str:
    return path.read_text("utf-8").rstrip().splitlines()[-1].strip()
