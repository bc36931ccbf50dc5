"""The pages that the server draws itself, in the colours of the theme: sign-in, and what has no page."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit

from careplan.web.front import front_folder

if TYPE_CHECKING:
    from jinja2 import Environment

_COLOURS = {
    "ink": "textColor",
    "paper": "backgroundColor",
    "shade": "secondaryBackgroundColor",
    "line": "borderColor",
    "accent": "primaryColor",
    "muted": "grayTextColor",
    "wrong": "redTextColor",
    "wrong-shade": "redBackgroundColor",
    "mark": "orangeTextColor",
    "mark-shade": "orangeBackgroundColor",
}
"""Names of the page's colours, and the options of the theme that they are."""


def draw(template: str, **shown: Any) -> str:
    """Return a page of the folder templates with what it shows."""
    look = {"light": _theme("light"), "dark": _theme("dark"), "font": _font()}
    return _pages().get_template(template).render(**look, **shown)


@cache
def _pages() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("careplan.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _theme(scheme: str) -> dict[str, str]:
    """Return the colours of one scheme by the page's names."""
    settings = tomllib.loads((front_folder() / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    theme = settings["theme"][scheme]
    colours = {name: theme[option] for name, option in _COLOURS.items()}
    return {**colours, "on-accent": _text_on(colours["accent"])}


def _text_on(colour: str) -> str:
    """Return white or near black, whichever reads better on `colour` (#rrggbb; luminance as in WCAG 2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (light + 0.05) > (light + 0.05) / 0.055 else "#121212"


@cache
def _font() -> str:
    """Return the address of the font that the screens use; it comes with Streamlit."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "media"
    found = sorted(path.name for path in folder.glob("SourceSansVF-Upright*.woff2"))
    return f"/static/media/{found[0]}" if found else ""
