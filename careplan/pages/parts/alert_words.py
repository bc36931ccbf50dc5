"""A safety rule in words: its weight, what it says, why it holds, and who answered it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from careplan.coordination.alerts import OpenAlert
from careplan.pages.desk import Desk
from careplan.pages.parts.moments import moment_words
from careplan.pages.parts.words import GLYPHS, Shape, escape_md
from careplan.rule_answer import RuleAnswer
from careplan.safety_rule import Severity

WEIGHTS: Final[Mapping[Severity, str]] = MappingProxyType(
    {
        Severity.STOP: f":red-badge[{GLYPHS[Shape.BARS]} Stop]",
        Severity.WARN_HIGH: f":red-badge[{GLYPHS[Shape.WARNING]} High]",
        Severity.WARN: f":orange-badge[{GLYPHS[Shape.WARNING]} Warning]",
        Severity.INFORM: ":gray-badge[Note]",
    }
)
OVERRIDDEN: Final = f":gray-badge[{GLYPHS[Shape.CHECK]} Overridden]"


def alert_md(desk: Desk, alert: OpenAlert, *, answered_in: bool = True) -> str:
    """Return an alert in Markdown: what it says, and small below it why, for whom and where it is answered."""
    stops = f" {_stops(alert)}" if answered_in and alert.severity is Severity.STOP and not alert.overridden else ""
    told = [
        alert.because and f"Because: {alert.because}.",
        alert.found and f"Found: {alert.found}.",
        alert.answered_by and f"For: {', '.join(alert.answered_by)}.",
        answered_in and alert.task and f"Answered in: {alert.task.title}.",
    ]
    why = escape_md(" ".join(text for text in told if text))
    below = f"  \n:small[{why} :gray[{escape_md(', '.join(alert.sources))}]]"
    about = f"**{escape_md(', '.join(alert.medicines))}:** " if alert.medicines else ""
    weight = OVERRIDDEN if alert.overridden else WEIGHTS[alert.severity]
    said = f"  \n:small[{answer_md(desk, alert.overridden)}]" if alert.overridden else ""
    return f"{weight} {about}{escape_md(alert.message)}.{stops}{below}{said}"


def _stops(alert: OpenAlert) -> str:
    return f"Stops: {escape_md('; '.join(alert.stops))}." if alert.stops else "No open task is stopped now."


def answer_md(desk: Desk, answer: RuleAnswer) -> str:
    """Return who answered a rule, when and why, in Markdown."""
    who = f"{desk.clinic.role_words(answer.role)}, {answer.by}, {moment_words(desk, answer.at)}"
    return escape_md(f"{answer.kind.capitalize()} by the {who[:1].lower()}{who[1:]}. Reason: {answer.reason}")
