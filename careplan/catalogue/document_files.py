"""Reads the templates of documents: typst files that clinicians may read and edit, and the fonts that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from careplan.catalogue.problem import Problem

HAND_OUT: Final = "hand_out"
PLAN_SUMMARY: Final = "plan_summary"
MINUTES: Final = "minutes"
_HOUSE: Final = "house"
"""What stands before each of them: paper, fonts, and how people's words are shown."""
_FOLDER: Final = "documents"


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """The templates by name, each with what all share before it, and the folder of their fonts."""

    sources: Mapping[str, str]
    fonts: Path = field(compare=False)


def read_documents(folder: Traversable, problems: list[Problem]) -> DocumentFiles:
    """Return the templates of documents; one that cannot be read becomes a problem."""
    house = _read(folder, _HOUSE, problems)
    sources = {name: house + _read(folder, name, problems) for name in (HAND_OUT, PLAN_SUMMARY, MINUTES)}
    fonts = Path(str(folder / _FOLDER / "fonts"))
    if not any(fonts.glob("*.ttf")):
        problems.append(Problem(f"{_FOLDER}/fonts", "", "The fonts are missing. Copy them from the release."))
    return DocumentFiles(sources, fonts)


def _read(folder: Traversable, name: str, problems: list[Problem]) -> str:
    try:
        return (folder / _FOLDER / f"{name}.typ").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        said = "The file is missing or no UTF-8 text. Put it back, or copy it from the release."
        problems.append(Problem(f"{_FOLDER}/{name}.typ", "", said))
        return ""
