"""Registers the component once and hands what was pressed to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from careplan.pages.parts.component import component
from careplan.pages.parts.library.contract import Wire

_LIBRARY = component("library")


class Opened(NamedTuple):
    """What a person wants to read: a template, and one task of it where `task` is not empty."""

    key: str
    task: str = ""


def library(data: Wire, *, key: str, on_open: Callable[[Opened], None]) -> None:
    """Draw `data` of contract.py; call `on_open` with what is pressed, before the page is drawn again."""
    _LIBRARY(key=key, data=data, hear={"open": lambda sent: receive(sent, on_open)})


def receive(raw: object, on_open: Callable[[Opened], None]) -> None:
    """Pass on what names a template; ignore anything else. Whether there is such a template is for the page to ask."""
    if not isinstance(raw, Mapping):
        return
    key, task = raw.get("key"), raw.get("task", "")
    if isinstance(key, str) and key and isinstance(task, str):
        on_open(Opened(key, task))
