"""What somebody answered to a safety rule or a conflict of a plan: acknowledged, overridden, or accepted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from careplan.team import RoleId


class AnswerKind(StrEnum):
    """A stop rule is overridden, any other acknowledged; a conflict between disciplines is accepted."""

    ACKNOWLEDGED = "acknowledged"
    OVERRIDDEN = "overridden"
    ACCEPTED = "accepted"


class RuleAnswer(NamedTuple):
    """One answer. It holds for the facts whose `digest` it names: new ones that make the rule true ask anew.

    `by` answered in `role`; `at` is UTC.
    """

    rule: str
    kind: AnswerKind
    digest: str
    role: RoleId
    by: str
    at: datetime
    reason: str = ""
