"""A file as a spreadsheet of a country with decimal commas saves it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable


def file_of(rows: Iterable[dict[str, str]]) -> io.BytesIO:
    """Return rows as a file: semicolons, and the mark at its beginning."""
    rows, text = list(rows), io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))
