"""What is said where the findings do not point one way (PLAN_RULES R34): the same words wherever causes are ranked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from careplan.assessment import Doubt

UNCERTAIN: Final = "Uncertain: more tests needed"
_NOTHING_ENTERED: Final = "No finding was entered yet."
_WHY: Final[Mapping[Doubt, str]] = {
    Doubt.NO_CAUSE: "The findings entered suggest no cause yet.",
    Doubt.NONE_STRONG: "No cause has enough findings for it yet to be “most consistent”.",
    Doubt.CLOSE: (
        "Each cause is judged by itself, so more than one can be “most consistent”; those that fit best lie too close "
        "together to choose between them."
    ),
}


def doubt_words(doubt: Doubt, *, nothing_entered: bool) -> str:
    """Say why more tests are needed."""
    return _NOTHING_ENTERED if nothing_entered and doubt is Doubt.NO_CAUSE else _WHY[doubt]
