"""Reads the files of the catalogue; what cannot be read becomes a problem and hides nothing else."""

from __future__ import annotations

import csv
import importlib.resources
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from careplan.catalogue.problem import Problem
from careplan.catalogue.text_checks import unseen_in
from careplan.catalogue.wording import sentences

M = TypeVar("M", bound=BaseModel)

Table = Mapping[str, Any]
"""One table of a TOML file, as it was written."""

_POSITION = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


def shipped() -> Traversable:
    """Return the folder of the catalogue that came with this program: in the wheel, else in the checkout."""
    package = importlib.resources.files("careplan")
    inside = package / "_data"
    return inside if inside.is_dir() else Path(str(package)).parent / "data"


def toml_files(folder: Traversable) -> list[Traversable]:
    """Return the TOML files of a folder by name."""
    found = [file for file in folder.iterdir() if file.name.endswith(".toml") and file.is_file()]
    return sorted(found, key=lambda file: file.name)


def read_toml(file: Traversable, problems: list[Problem]) -> Table | None:
    """Return what a TOML file says, or None with a problem that gives line and column."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problems.append(Problem(file.name, "", "The file is missing. Put it back, or copy it from the release."))
    except UnicodeDecodeError as error:
        problems.append(Problem(file.name, "", f"Byte {error.start} is no UTF-8 text. Save the file as UTF-8."))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(file.name, "", _broken(str(error))))
    except RecursionError:
        problems.append(Problem(file.name, "", "Too many brackets stand inside one another. Take some of them away."))
    except OSError as error:
        problems.append(Problem(file.name, "", f"The file cannot be opened: {error.strerror}."))
    return None


def read_rows(folder: Traversable, name: str, table: str, model: type[M], problems: list[Problem]) -> tuple[M, ...]:
    """Return the rows `[[table]]` of the file `name`, leaving out those that are wrong.

    Args:
        folder: the catalogue.
        name: file name, such as `roles.toml`.
        table: name of the array of tables, such as `roles`.
        model: what each row must be.
        problems: gets one line for every wrong field.
    """
    written = read_toml(folder / name, problems)
    if written is None:
        return ()
    if table not in written:
        problems.append(Problem(name, "", f"It has no [[{table}]] in it. Write each row as a table with that heading."))
        return ()
    return tuple(checked_rows(name, written[table], model, problems))


def checked_rows(file: str, rows: object, model: type[M], problems: list[Problem]) -> Iterator[M]:
    """Yield the rows that are right; the others become problems."""
    if not isinstance(rows, list):
        problems.append(Problem(file, "", "Its rows are no list of tables. Write each under a heading in [[ ]]."))
        return
    for number, row in enumerate(rows, start=1):
        read = checked(file, _place(row, number), row, model, problems)
        if read is not None:
            yield read


def checked(file: str, place: str, row: object, model: type[M], problems: list[Problem]) -> M | None:
    """Return one row as its model, or None with a problem for every wrong field.

    The row goes through JSON: there pydantic's strict reading takes a list for a tuple and a word for a member of an
    enumeration, as TOML writes them, but never "yes" for true or "1" for 1.
    """
    written = json.dumps(row, default=lambda day: {"day": str(day)}, ensure_ascii=False)
    if unseen := tuple(unseen_in(row, written)):
        problems.extend(Problem(file, place, sentence) for sentence in unseen)
        return None
    try:
        return model.model_validate_json(written, strict=True)
    except ValidationError as error:
        problems.extend(Problem(file, place, sentence) for sentence in sentences(error, model))
        return None


def by_id(file: str, pairs: Iterable[tuple[str, M]], problems: list[Problem]) -> dict[str, M]:
    """Return rows by id in file order; an id that is used twice becomes a problem."""
    found: dict[str, M] = {}
    for key, row in pairs:
        if key in found:
            problems.append(Problem(file, key, f"The id “{key}” is used twice. Give each row its own."))
        else:
            found[key] = row
    return found


def read_csv(file: Traversable, problems: list[Problem]) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a header line."""
    try:
        return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    except FileNotFoundError:
        problems.append(Problem(file.name, "", "The file is missing. Put it back, or copy it from the release."))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem(file.name, "", f"The file cannot be read: {error}. Save it as CSV in UTF-8."))
    return []


def _place(row: object, number: int) -> str:
    """Return what to call a row: its id, else its title, else its position."""
    if isinstance(row, dict):
        for key in ("id", "key", "act", "group", "cause", "topic", "title"):
            if isinstance(row.get(key), str) and row[key]:
                return str(row[key])
    return f"row {number}"


def _broken(message: str) -> str:
    what = _POSITION.sub("", message).strip()
    at = _POSITION.search(message)
    where = f"Line {at[1]}, column {at[2]}" if at and at[1] else "The end of the file"
    return f"{where} is not valid TOML ({what}). Look there for a missing quotation mark, bracket or equals sign."
