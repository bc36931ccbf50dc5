"""The theme: options that Streamlit knows, and contrast that holds in light and dark."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit import config

CONFIG = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text("utf-8"))
TEXTS = (
    "textColor",
    "linkColor",
    "primaryColor",
    *(f"{name}TextColor" for name in ("red", "orange", "green", "blue", "violet", "gray")),
)
SIGNS = (f"{name}Color" for name in ("red", "orange", "green", "blue", "violet", "gray"))
CAPTION_SHARE = 0.6
"""Streamlit draws captions in the text colour at this opacity."""

Rgb = tuple[float, float, float]


def rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def mixed(ink: Rgb, page: Rgb, share: float) -> Rgb:
    red, green, blue = (over * share + under * (1 - share) for over, under in zip(ink, page, strict=True))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Relative luminance, source: WCAG 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_streamlit_knows_every_option() -> None:
    options = [f"{section}.{name}" for section, values in CONFIG.items() for name in values if section != "theme"]
    options += [f"theme.{name}" for name, value in CONFIG["theme"].items() if not isinstance(value, dict)]
    options += [f"theme.{scheme}.{name}" for scheme in ("light", "dark") for name in CONFIG["theme"][scheme]]
    known = config.get_config_options()
    assert [option for option in options if option not in known] == []
    assert not any(known[option].deprecated for option in options)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_reads_on_page_and_panel(scheme: str) -> None:
    theme = CONFIG["theme"][scheme]
    for page in (rgb(theme["backgroundColor"]), rgb(theme["secondaryBackgroundColor"])):
        assert [name for name in TEXTS if contrast(rgb(theme[name]), page) < 4.5] == []
    page = rgb(theme["backgroundColor"])
    assert contrast(mixed(rgb(theme["textColor"]), page, CAPTION_SHARE), page) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_main_button_reads(scheme: str) -> None:
    """It is written in the reverse of the text around it, wherever it stands."""
    theme = CONFIG["theme"][scheme]
    red, green, blue = rgb(theme["textColor"])
    assert contrast(rgb(theme["primaryColor"]), (1 - red, 1 - green, 1 - blue)) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_sign_is_seen_and_every_badge_reads(scheme: str) -> None:
    theme = CONFIG["theme"][scheme]
    page = rgb(theme["backgroundColor"])
    assert [name for name in SIGNS if contrast(rgb(theme[name]), page) < 3] == []
    badges = ("red", "orange", "yellow", "green", "blue", "violet", "gray")
    pairs = [(f"{name}TextColor", f"{name}BackgroundColor") for name in badges]
    assert [pair for pair in pairs if contrast(rgb(theme[pair[0]]), rgb(theme[pair[1]])) < 4.5] == []


def test_light_and_dark_set_the_same_colours() -> None:
    """With only one of the two, the other falls back on stock colours nobody looked at."""
    assert CONFIG["theme"]["light"].keys() == CONFIG["theme"]["dark"].keys()


def test_headings_step_down_and_the_title_is_24_px() -> None:
    sizes = [float(size.removesuffix("rem")) for size in CONFIG["theme"]["headingFontSizes"]]
    assert sizes[0] == 1.5
    assert all(larger >= smaller for larger, smaller in pairwise(sizes))
