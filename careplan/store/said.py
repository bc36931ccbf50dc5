"""Who says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """Who says it, in which role, when and why."""

    by: str
    at: datetime
    role: str | None = None
    reason: str = ""

    @property
    def who(self) -> dict[str, Any]:
        """The columns of who wrote a row, and when."""
        return {"by": self.by, "at": self.at}
