"""The one way in which a component of ours is made known to Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, cast

import streamlit as st

from careplan.component_files import component_script

_LOADER = """const {{ default: draw }} = await import(new URL("{address}", location.origin));
export default (drawing) => draw({{ ...drawing, data: drawing.data[0] }});
"""
"""The script that goes with each drawing. It has a blob: address, below which no path can be looked up."""


class Mount(Protocol):
    """Draws a component; `on_NAME_change` is called when the browser sends the trigger NAME."""

    def __call__(
        self, *, key: str, data: Mapping[str, object] | Sequence[object], **on_change: Callable[[], None]
    ) -> object: ...


def component(name: str, *, isolate_styles: bool = True) -> Mount:
    """Return one of component_files.COMPONENTS, ready to be drawn; to be called once for each.

    `isolate_styles`: False puts it into the page itself and not into a shadow root.
    """
    js = _LOADER.format(address=component_script(name).address)
    mount = cast(Mount, st.components.v2.component(f"careplan_{name}", js=js, isolate_styles=isolate_styles))

    def drawn(*, key: str, data: Mapping[str, object] | Sequence[object], **on_change: Callable[[], None]) -> object:
        # In a list, or Streamlit asks of each of its values whether it might be a table.
        return mount(key=key, data=[data], **on_change)

    return drawn
