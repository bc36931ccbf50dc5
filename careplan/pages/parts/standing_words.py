"""What stands of a refuted cause, in words: planned operations and procedures, and decisions for yes."""

from __future__ import annotations

from careplan.cause import UNCLEAR
from careplan.coordination.left_standing import LeftStanding
from careplan.pages.desk import Desk
from careplan.pages.parts.overview_dates import DATES
from careplan.pages.parts.overview_decisions import DECISIONS
from careplan.pages.parts.planned_words import planned_words
from careplan.pages.parts.words import GLYPHS, Shape, escape_md
from careplan.revision import Revision


def none_left_words(desk: Desk) -> str:
    """Return what is said of an open plan whose every cause is refuted."""
    unclear = desk.clinic.cause_words(UNCLEAR)
    return f"No suspected cause is left. Add the one that is suspected now, or “{escape_md(unclear)}”."


def foreseen_md(desk: Desk, found: LeftStanding, revision: Revision) -> str:
    """Return in Markdown what refuting a cause does not cancel, nor the rest of the revision; empty if nothing is."""
    operations = {*revision.operations, *revision.cancelled_operations}
    procedures = {*revision.procedures, *revision.cancelled_procedures}
    found = found._replace(
        gates=tuple(gate for gate in found.gates if gate not in revision.gates),
        operations=tuple(one for one in found.operations if one.number not in operations),
        procedures=tuple(one for one in found.procedures if one.number not in procedures),
    )
    if not found.anything:
        return ""
    return (
        f"**Not cancelled by this:** {_what(desk, found)}, planned or decided while this cause was suspected. "
        "It stays unless the decision becomes “No” here too."
    )


def standing_md(desk: Desk, found: LeftStanding) -> str:
    """Return in Markdown what stands, and where it is kept or withdrawn."""
    cause = escape_md(desk.clinic.cause_words(found.cause))
    ways = []
    if found.gates:
        ways.append(f"[decide again](#{DECISIONS})")
    if found.operations or found.procedures:
        ways.append(f"[call it off, or save its date again](#{DATES})")
    return (
        f":orange-badge[{GLYPHS[Shape.WARNING]} Still stands] {_what(desk, found)}, planned or decided while {cause} "
        f"was suspected. Keep or withdraw it: {' and '.join(ways)}."
    )


def _what(desk: Desk, found: LeftStanding) -> str:
    gates = desk.clinic.catalogue.gates
    told = [
        *(planned_words(desk, one) for one in found.planned),
        *(f"decision “{gates[gate].label}: yes”" for gate in found.gates),
    ]
    return escape_md("; ".join(told))
