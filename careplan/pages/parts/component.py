"""The one way in which a component of ours is made known to Streamlit, and in which a press on it is heard."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, Literal, Protocol, cast

import streamlit as st

from careplan.component_files import component_script

_LOADER = """const {{ default: draw }} = await import(new URL("{address}", location.origin));
export default (drawing) => draw({{ ...drawing, data: JSON.parse(drawing.data[0]) }});
"""
"""The script that goes with each drawing. It has a blob: address, below which no path can be looked up."""

Hear = Callable[[object], None]
"""Takes what the browser sent, which may be anything."""

Width = Literal["stretch", "content"]

_NOTHING: Final[Mapping[str, Hear]] = {}


class Draw(Protocol):
    """Draws a component. `hear` names its triggers; what each of them sends is heard once, before it is drawn again."""

    def __call__(
        self,
        *,
        key: str,
        data: Mapping[str, object] | Sequence[object],
        hear: Mapping[str, Hear] = _NOTHING,
        width: Width = "stretch",
    ) -> None: ...


def component(name: str, *, isolate_styles: bool = True) -> Draw:
    """Return one of component_files.COMPONENTS, ready to be drawn; to be called once for each.

    `isolate_styles`: False puts it into the page itself and not into a shadow root.
    """
    js = _LOADER.format(address=component_script(name).address)
    mount = cast(
        Callable[..., object], st.components.v2.component(f"careplan_{name}", js=js, isolate_styles=isolate_styles)
    )

    def draw(
        *,
        key: str,
        data: Mapping[str, object] | Sequence[object],
        hear: Mapping[str, Hear] = _NOTHING,
        width: Width = "stretch",
    ) -> None:
        heard: dict[str, object] = st.session_state.setdefault(f"{key}-heard", {})
        calls = {f"on_{trigger}_change": partial(_called, key, trigger, take, heard) for trigger, take in hear.items()}
        mount(key=key, data=_sent_as(data), width=width, **calls)
        for trigger, take in hear.items():
            _hear_late(_sent(key, trigger), trigger, take, heard)

    return draw


def _sent_as(data: Mapping[str, object] | Sequence[object]) -> list[str]:
    """Return what the browser is sent: one text, since Streamlit writes down values twice at each drawing.

    No bytes: they are new at each drawing, and Streamlit would draw again what has not changed. In a list, or it asks
    whether the text is a table.
    """
    return [json.dumps(data, ensure_ascii=False, separators=(",", ":"))]


def _sent(key: str, trigger: str) -> object:
    """Return what a trigger sent in this run, the same object at each call; None where it was silent."""
    state: Mapping[str, object] = st.session_state.get(key) or {}
    return state.get(trigger)


def _called(key: str, trigger: str, take: Hear, heard: dict[str, object]) -> None:
    """Streamlit calls this before it draws, with nothing: what was sent stands in its state, or does not yet."""
    sent = _sent(key, trigger)
    if sent is not None:
        heard[trigger] = sent
        take(sent)


def _hear_late(sent: object, trigger: str, take: Hear, heard: dict[str, object]) -> None:
    """Take what was sent before Streamlit knew the component, and draw again.

    After a change of screens Streamlit forgets a component until it is drawn, and what a quick second press sends
    meanwhile is in no state yet; a press that meets a server that was started again is not even called out.
    `heard` holds the very object that was taken as it was called out.
    """
    if sent is None or sent is heard.get(trigger):
        return
    heard[trigger] = sent
    take(sent)
    st.rerun()
