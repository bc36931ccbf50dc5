"""Each component is one script with its frame and styles, and its address names its content."""

from __future__ import annotations

import json

import pytest

from careplan.component_files import COMPONENTS, SCRIPTS, component_script, script_address
from tests.serving import ROOT

PARTS = ROOT / "careplan" / "pages" / "parts"


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_has_all_its_parts(name: str) -> None:
    script = component_script(name)
    assert script.text.startswith('const FRAME = "<')
    assert script.text.count("export default") == 1
    assert script.address == script_address(name, script.text)
    assert script.address.startswith(f"{SCRIPTS}{name}.")


def test_another_content_has_another_address() -> None:
    addresses = {
        script_address("tasks", "draw();"),
        script_address("tasks", "draw() ;"),
        script_address("x", "draw();"),
    }
    assert len(addresses) == 3


def test_every_frame_style_and_line_of_code_of_the_screens_is_part_of_a_component() -> None:
    sent = "\n".join(component_script(name).text for name in COMPONENTS)
    code = {path.name: path.read_text("utf-8") for path in PARTS.rglob("*.js")}
    texts = {path.name: path.read_text("utf-8") for kind in ("css", "html") for path in PARTS.rglob(f"*.{kind}")}
    assert len(code) > 20
    assert [name for name, text in code.items() if text not in sent] == []
    assert [name for name, text in texts.items() if json.dumps(text)[1:-1] not in sent] == []
