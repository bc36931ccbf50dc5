"""The sign-in page: server-rendered, in the colours of the theme, light and dark."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import streamlit
from jinja2 import Environment, PackageLoader, StrictUndefined

from careplan.web.front import front_folder

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


def draw_sign_in(**shown: Any) -> str:
    """Return the page.

    Args:
        shown: `back` the address to go to, `form_token`, `name` as it was typed, `wrong` the sentence to show or
            "", `roles` of the demo's buttons (none in a real clinic), `notice` and `data_notice`.
    """
    return (
        _pages().get_template("sign_in.html").render(light=_theme("light"), dark=_theme("dark"), font=_font(), **shown)
    )


@cache
def _pages() -> Environment:
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
    return {name: theme[option] for name, option in _COLOURS.items()}


@cache
def _font() -> str:
    """Return the address of the font that the screens use; it comes with Streamlit."""
    folder = Path(streamlit.__file__).parent / "static" / "media"
    found = sorted(path.name for path in folder.glob("SourceSansVF-Upright*.woff2"))
    return f"/static/media/{found[0]}" if found else ""
