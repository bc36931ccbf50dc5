"""Registers the component once and names the container whose fields it listens to."""

from __future__ import annotations

from careplan.pages.parts.component import component

_TYPING = component("typing", isolate_styles=False)


def heed_typing(within: str, *, key: str) -> None:
    """Let the numbers and long texts typed in a container count after a short pause, before their field is left.

    Args:
        within: key of the container.
        key: of the component.
    """
    _TYPING(key=key, data={"within": within})
