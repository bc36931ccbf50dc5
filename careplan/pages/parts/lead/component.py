"""Registers the component once and names what the focus is led to."""

from __future__ import annotations

from collections.abc import Sequence

from careplan.pages.parts.component import component

_LEAD = component("lead", isolate_styles=False)


def lead_to(keys: Sequence[str], *, refusal: str, says: str, beside: str, key: str = "lead") -> None:
    """Lead the focus to the first of some widgets that is drawn.

    Args:
        keys: of widgets, the one that is meant first.
        refusal: names the refusal: the focus is led once for each, and stays where a person moves it afterwards.
        says: why, read out with the widget.
        beside: key of the container in which the same is shown; it is brought into view too, alone where no widget is.
        key: of the component, where a screen may draw several.
    """
    _LEAD(key=key, data={"keys": list(keys), "refusal": refusal, "says": says, "beside": beside})
