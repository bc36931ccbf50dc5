"""Registers the component once and says what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from careplan.pages.parts.component import component

_CHOICES = component("choices")


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of chips.

    Attributes:
        name: what is chosen, as the browser sends it back.
        label: read out by screen readers; the chips say the rest.
        options: codes and their words.
        chosen: the code of the chip that is chosen.
        joined: drawn as one bar, for what excludes one another in the eye too; else as single pills.
    """

    name: str
    label: str
    options: Mapping[str, str]
    chosen: str
    joined: bool = True

    def wire(self) -> dict[str, object]:
        """Return what the browser is sent."""
        options = [{"value": value, "words": words} for value, words in self.options.items()]
        sent = {"name": self.name, "label": self.label, "options": options, "chosen": self.chosen}
        return sent | ({"joined": True} if self.joined else {})


def choices(*rows: Choice, key: str, on_choose: Callable[[str, str], None]) -> None:
    """Draw the rows beside one another; a press calls `on_choose` with name and code before the next drawing."""
    _CHOICES(
        key=key,
        data={"choices": [row.wire() for row in rows]},
        on_choose_change=lambda: receive(cast(Any, st.session_state[key]).choose, rows, on_choose),
    )


def receive(sent: object, rows: tuple[Choice, ...], on_choose: Callable[[str, str], None]) -> None:
    """Pass on what was pressed if it is among what was offered; what comes from a browser may be anything."""
    name, value = (sent.get("name"), sent.get("value")) if isinstance(sent, Mapping) else (None, None)
    if any(row.name == name and value in row.options for row in rows if isinstance(value, str)):
        on_choose(str(name), str(value))
