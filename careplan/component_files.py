"""The files that make our components of the browser: what goes with each drawing, and the script that is fetched once.

Streamlit sends all that a component consists of with each drawing. A script has an address of its own instead, which
names its content, so that a browser may keep it for good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, NamedTuple

SCRIPTS: Final = "/scripts/"
"""The folder of the addresses of scripts. Streamlit keeps /component/ for itself."""

_FOLDER = files("careplan").joinpath("pages", "parts")
_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$", re.MULTILINE | re.DOTALL)
"""A comment of a style sheet that has its lines to itself."""
_DIGEST_LENGTH = 16


class _Made(NamedTuple):
    """Names of files below pages/parts. Those of a script are joined in their order, the entry point last."""

    html: str
    css: tuple[str, ...]
    js: tuple[str, ...]


_COMPONENTS: Final[Mapping[str, _Made]] = {
    "library": _Made(
        "library/library.html",
        ("library/library.css", "library/comparison.css"),
        (
            "tasks/shapes.js",
            "library/nodes.js",
            "library/shelves.js",
            "library/template.js",
            "library/comparison.js",
            "library/library.js",
        ),
    ),
    "navigation": _Made(
        "navigation/navigation.html",
        ("navigation/navigation.css",),
        ("navigation/navigation.js",),
    ),
    "new_plan": _Made(
        "intake/sheet.html",
        ("intake/sheet.css", "intake/form.css", "intake/result.css", "day_field.css"),
        (
            "intake/draw.js",
            "day_field.js",
            "leaving.js",
            "last_drawing.js",
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
        ("patient_list/patients.css",),
        ("tasks/shapes.js", "patient_list/patients.js"),
    ),
    "tasks": _Made(
        "tasks/tasks.html",
        ("tasks/tasks.css",),
        (
            "tasks/shapes.js",
            "last_drawing.js",
            "tasks/rows.js",
            "tasks/focus.js",
            "tasks/panel.js",
            "tasks/sending.js",
            "tasks/tasks.js",
        ),
    ),
}

COMPONENTS: Final = tuple(_COMPONENTS)


@dataclass(frozen=True, slots=True)
class ComponentFiles:
    """What a component consists of.

    Attributes:
        html: its frame, sent with each drawing.
        css: its styles, sent with each drawing.
        script: its module, whose default export draws it.
        address: where that module is served, from the root of the server.
    """

    html: str
    css: str
    script: str
    address: str


@cache
def component_files(name: str) -> ComponentFiles:
    """Return the files of one of COMPONENTS, as they are when first asked for."""
    made = _COMPONENTS[name]
    script = _joined(made.js)
    return ComponentFiles(
        html=_without_indentation(_joined((made.html,))),
        css=_without_indentation(_COMMENT.sub("", _joined(made.css))),
        script=script,
        address=script_address(name, script),
    )


def script_address(name: str, script: str) -> str:
    """Return the address of a script, another for each content."""
    digest = sha256(script.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{SCRIPTS}{name}.{digest}.js"


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join(_FOLDER.joinpath(name).read_text("utf-8") for name in names)


def _without_indentation(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"
