"""Registers the component once and says which ticks were turned round."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from typing import Final

import streamlit as st

from careplan.pages.parts.component import component
from careplan.pages.parts.revision.contract import Wire

_LINES = component("revision")
_MOST: Final = 2**31

Turned = deque[frozenset[str]]
"""Holds the keys whose tick a person has turned round, as last sent."""


def latest_turned(keys: Collection[str], *, key: str) -> frozenset[str]:
    """Return what is turned round of these lines, with what was sent in this very run: a press may come with it."""
    turned, answered = _kept(key)
    receive((st.session_state.get(key) or {}).get("turn"), keys, turned, answered)
    return turned[0] & frozenset(keys)


def _kept(key: str) -> tuple[Turned, deque[int]]:
    """Return what was turned round in the component with this key, and which press it answers; changed in place."""
    turned: Turned = st.session_state.setdefault(f"{key}-turned", deque([frozenset()], maxlen=1))
    answered: deque[int] = st.session_state.setdefault(f"{key}-answered", deque([0], maxlen=1))
    return turned, answered


def revision_lines(data: Wire, keys: Collection[str], *, key: str) -> None:
    """Draw `data` of contract.py; `keys` are those of the lines that have a tick."""
    turned, answered = _kept(key)
    sent = {**data, "turned": sorted(turned[0] & frozenset(keys)), "answered": answered[0]}
    _LINES(key=key, data=sent, hear={"turn": lambda raw: receive(raw, keys, turned, answered)})


def receive(raw: object, keys: Collection[str], turned: Turned, answered: deque[int]) -> None:
    """Take which ticks are turned round, of lines that were shown; what comes from a browser may be anything."""
    number, named = (raw.get("number"), raw.get("turned")) if isinstance(raw, Mapping) else (None, None)
    if type(number) is not int or not 0 < number <= _MOST or not isinstance(named, list):
        return
    turned.append(frozenset(one for one in named if isinstance(one, str) and one in keys))
    answered.append(number)
