"""Files that a screen would give: what its buttons make when they are pressed."""

from __future__ import annotations

import csv
import io

from streamlit.testing.v1 import AppTest

from careplan.button_files import ButtonFile
from tests.pages.page_of import all_sent_to

Rows = list[dict[str, str]]


def file_buttons(page: AppTest) -> dict[str, bool]:
    """Return the words of every button that gives a file, and whether it may be pressed."""
    return {button["words"]: not button["off"] for button in all_sent_to(page, "taking")}


def made(page: AppTest, words: str) -> bytes:
    """Return the file that a button makes when it is pressed."""
    [button] = [one for one in all_sent_to(page, "taking") if one["words"] == words]
    kept: dict[str, ButtonFile] = page.session_state["button-files"]
    [file] = [one for one in kept.values() if one.id == button["file"]]
    return b"".join(file.make())


def rows_of_file(page: AppTest, words: str = "Export CSV") -> Rows:
    """Return the rows of the file that a button makes."""
    return list(csv.DictReader(io.StringIO(made(page, words).decode("utf-8-sig"), newline="")))
