"""Files that a screen would give: what its buttons make when they are pressed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st

Rows = list[dict[str, str]]


class Files:
    """What the buttons of the screen that was drawn last make, by the words on them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._made: dict[str, Callable[[], bytes]] = {}
        draw = st.download_button

        def noted(label: str, data: Callable[[], bytes], **how: Any) -> bool:
            self._made[label] = data
            return draw(label, data, **how)

        monkeypatch.setattr(st, "download_button", noted)

    def rows(self, label: str = "Export CSV") -> Rows:
        """Return the rows of the file that a button makes."""
        return list(csv.DictReader(io.StringIO(self._made[label]().decode("utf-8-sig"), newline="")))
