"""Who says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """Who says it, in which role, when and why; `whys` holds the reasons of several decisions, by gate."""

    by: str
    at: datetime
    role: str | None = None
    reason: str = ""
    whys: Mapping[str, str] = field(default_factory=dict)

    def why(self, gate: str) -> str:
        """Return the reason of one decision."""
        return self.whys.get(gate, self.reason)

    @property
    def who(self) -> dict[str, Any]:
        """The columns of who wrote a row, and when."""
        return {"by": self.by, "at": self.at}
