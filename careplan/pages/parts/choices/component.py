"""Registers the component once and says what was chosen."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from careplan.pages.parts.component import component

Answered = deque[int]
"""Holds the number of the last press that was passed on."""
_MOST_PRESSES = 2**31

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


def choices(*rows: Choice, key: str, on_choose: Callable[[str, str], None]) -> int:
    """Draw the rows beside one another; a press calls `on_choose` with name and code before the next drawing.

    Returns:
        The number of the last press that this drawing answers. The browser lets none take back a newer press.
    """
    answered: Answered = st.session_state.setdefault(f"{key}-answered", deque([0], maxlen=1))
    _CHOICES(
        key=key,
        data={"choices": [row.wire() for row in rows], "answered": answered[0]},
        hear={"choose": lambda sent: receive(sent, rows, on_choose, answered)},
    )
    return answered[0]


def receive(sent: object, rows: tuple[Choice, ...], on_choose: Callable[[str, str], None], answered: Answered) -> None:
    """Pass on what was pressed if it is among what was offered; what comes from a browser may be anything.

    A press comes again with the next one until it is answered, and is passed on again: that one was sent from the
    address of before both. `answered` is changed in place, as in tasks/component.py.
    """
    number, chosen = (sent.get("number"), sent.get("chosen")) if isinstance(sent, Mapping) else (None, None)
    if type(number) is not int or not 0 < number <= _MOST_PRESSES or not isinstance(chosen, Mapping):
        return
    for row in rows:
        value = chosen.get(row.name)
        if isinstance(value, str) and value in row.options:
            on_choose(row.name, value)
    answered.append(number)
