"""Reads an intake file from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from careplan.clinical_content import ClinicalContent
from careplan.errors import InvalidInput
from careplan.intake import Contradiction, Intake, contradictions, read_intake

STANDARD_INPUT: Final = "-"
LARGEST: Final = 5 * 2**20
"""Bytes; the same limit as an upload (DESIGN 5)."""


def intake_of(name: str, content: ClinicalContent, *, today: date) -> Intake:
    """Return the intake that a file holds; `-` is standard input.

    Raises:
        InvalidInput: as `text_of` and `read_intake`; each line names the file.
    """
    text = text_of(name)
    try:
        return read_intake(text, content, today=today)
    except InvalidInput as error:
        raise _of_file(name, str(error).splitlines()) from None


def refuse_unticked(name: str, said: Iterable[Contradiction]) -> None:
    """Refuse to plan over a sign that was found while its red flag is answered with none, as New plan does.

    Raises:
        InvalidInput: each line names the file, the finding and the question.
    """
    if errors := [one.message for one in said if one.severity == "error"]:
        raise _of_file(name, errors)


def said_with(name: str, intake: Intake, content: ClinicalContent) -> tuple[str, ...]:
    """Return what in the intake of a file hardly goes together, as warnings.

    Raises:
        InvalidInput: something in it contradicts its dates; each line names the file.
    """
    found = tuple(contradictions(intake.record(), content, intake.start))
    if errors := [one.message for one in found if one.severity == "error"]:
        raise _of_file(name, errors)
    return tuple(one.message for one in found)


def _of_file(name: str, lines: Iterable[str]) -> InvalidInput:
    file = "standard input" if name == STANDARD_INPUT else name
    return InvalidInput("\n".join(f"{file}: {line}" for line in lines))


def text_of(name: str) -> str:
    """Return what an intake file holds; `-` is standard input.

    Raises:
        InvalidInput: there is no such file, it is no text, or it is far too large for an intake.
    """
    if name == STANDARD_INPUT:
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        try:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise InvalidInput(f"{name} cannot be read: {error.strerror}. Give the path of an intake file.") from None
    if len(data) > LARGEST:
        raise InvalidInput(f"{name} is larger than 5 MB: this is no intake.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{name} is no UTF-8 text (byte {error.start}). Save it as UTF-8.") from None
