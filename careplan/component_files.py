"""The files that make our components of the browser, as one script each, which is fetched once.

Streamlit sends all that a component consists of with each drawing. Frame, styles and code are one script instead, whose
address names its content, so that a browser may keep it for good.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, NamedTuple

SCRIPTS: Final = "/scripts/"
"""The folder of the addresses of scripts. Streamlit keeps /component/ for itself."""

_FOLDER = files("careplan").joinpath("pages", "parts")
_DIGEST_LENGTH: Final = 16


class _Made(NamedTuple):
    """Names of files below pages/parts. Those of a script are joined in their order, the entry point last."""

    html: str
    css: tuple[str, ...]
    js: tuple[str, ...]


_COMPONENTS: Final[Mapping[str, _Made]] = {
    "agenda": _Made("agenda/agenda.html", ("signs.css", "agenda/agenda.css"), ("tasks/shapes.js", "agenda/agenda.js")),
    "choices": _Made(
        "choices/choices.html",
        ("choices/choices.css",),
        ("last_drawing.js", "choices/choosing.js", "choices/choices.js"),
    ),
    "figures": _Made(
        "figures/figures.html", ("signs.css", "figures/figures.css"), ("tasks/shapes.js", "figures/figures.js")
    ),
    "library": _Made(
        "library/library.html",
        ("signs.css", "library/library.css", "library/comparison.css"),
        (
            "tasks/shapes.js",
            "library/nodes.js",
            "library/shelves.js",
            "library/template.js",
            "library/comparison.js",
            "library/library.js",
        ),
    ),
    "lead": _Made("lead/lead.html", (), ("box_of.js", "lead/lead.js")),
    "navigation": _Made(
        "navigation/navigation.html",
        ("navigation/navigation.css",),
        ("navigation/shortcuts.js", "navigation/navigation.js"),
    ),
    "new_plan": _Made(
        "intake/sheet.html",
        ("signs.css", "intake/sheet.css", "intake/form.css", "intake/result.css", "day_field.css"),
        (
            "intake/draw.js",
            "day_field.js",
            "last_drawing.js",
            "reaching.js",
            "intake/fields.js",
            "intake/form.js",
            "intake/causes.js",
            "intake/preview.js",
            "intake/edit.js",
            "intake/sending.js",
            "intake/sheet.js",
        ),
    ),
    "patients": _Made(
        "patient_list/patients.html",
        ("signs.css", "patient_list/patients.css"),
        ("tasks/shapes.js", "patient_list/patients.js"),
    ),
    "people": _Made(
        "people/people.html",
        ("signs.css", "people/people.css"),
        ("tasks/shapes.js", "people/people.js"),
    ),
    "revision": _Made(
        "revision/revision.html",
        ("signs.css", "revision/revision.css"),
        ("tasks/shapes.js", "library/nodes.js", "revision/revision.js"),
    ),
    "typing": _Made("typing/typing.html", (), ("box_of.js", "typing/typing.js")),
    "printing": _Made("printing/printing.html", ("printing/printing.css",), ("printing/printing.js",)),
    "taking": _Made("taking/taking.html", ("taking/taking.css",), ("taking/taking.js",)),
    "tasks": _Made(
        "tasks/tasks.html",
        ("signs.css", "tasks/tasks.css"),
        (
            "tasks/shapes.js",
            "last_drawing.js",
            "reaching.js",
            "choices/choosing.js",
            "tasks/prepared.js",
            "tasks/rows.js",
            "tasks/focus.js",
            "tasks/giving_back.js",
            "tasks/panel.js",
            "tasks/sending.js",
            "tasks/tasks.js",
        ),
    ),
}

COMPONENTS: Final = tuple(_COMPONENTS)


class ComponentScript(NamedTuple):
    """A module whose default export draws a component, and its address, from the root of the server."""

    text: str
    address: str


@cache
def component_script(name: str) -> ComponentScript:
    """Return the script of one of COMPONENTS, as its files are when it is first asked for."""
    made = _COMPONENTS[name]
    frame = f"const FRAME = {json.dumps(_joined((made.html,)))};\nconst STYLES = {json.dumps(_joined(made.css))};\n"
    text = frame + _joined(("frame.js", *made.js))
    return ComponentScript(text, script_address(name, text))


def script_address(name: str, text: str) -> str:
    """Return the address of a script, another for each content."""
    digest = sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{SCRIPTS}{name}.{digest}.js"


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join(_FOLDER.joinpath(name).read_text("utf-8") for name in names)
