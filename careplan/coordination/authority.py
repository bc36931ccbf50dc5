"""Who may do what: the one gate, read from data/permissions.toml (SAFETY 5, DESIGN 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from careplan.catalogue import Catalogue
from careplan.errors import NOT_HERE, NoRight, NotAllowed, NotFound
from careplan.plan import PlannedTask
from careplan.team import Practitioner, RoleId

READING: Final = frozenset({"patient.read", "plan.read"})
"""What an opening in an emergency lets a person do; everything else stays with the care team."""
ONLY_READ: Final = "You opened this record in an emergency, to read it. Everything else is for its care team."


def may(catalogue: Catalogue, actor: Practitioner, act: str, *, on_team: bool = True, own: bool = True) -> bool:
    """Return whether a person may do an act.

    Args:
        on_team: whether the person is on the care team of the patient concerned.
        own: whether the record is the person's own, or belongs to the person's role in that plan.
    """
    if actor.reads_until is not None and act not in READING:
        return False
    permission = catalogue.permissions.get(act)
    scope = permission.roles.get(actor.role) if permission else None
    match scope:
        case "Y":
            return True
        case "T":
            return on_team
        case "O":
            return on_team and own
        case _:
            return False


def authorise(
    catalogue: Catalogue,
    actor: Practitioner,
    act: str,
    *,
    on_team: bool = True,
    own: bool = True,
    patient_id: str | None = None,
) -> None:
    """Raise NotFound for what a person may not see, NoRight with who may for what a person may not do.

    `patient_id` is in whose record, for the audit trail.
    """
    if not on_team:
        raise NotFound(NOT_HERE)
    if not may(catalogue, actor, act, on_team=on_team, own=own):
        words = ONLY_READ if actor.reads_until is not None else refusal(catalogue, act)
        raise NoRight(words, act=act, patient_id=patient_id)


def refusal(catalogue: Catalogue, act: str) -> str:
    """Return the sentence that says who may do an act."""
    permission = catalogue.permissions.get(act)
    if permission is None or not permission.roles:
        what = permission.label if permission else f"The act “{act}”"
        return f"{what}: no role of this clinic may do that. Who keeps careplan can allow it in data/permissions.toml."
    scopes: Mapping[RoleId, str] = permission.roles
    if all(scope == "O" for scope in scopes.values()):
        return f"{permission.label}: only the role that owns it may do that, or its person."
    return f"{permission.label}: only {who_may(catalogue, act)} may do that."


def refusal_shown(catalogue: Catalogue, actor: Practitioner, act: str) -> str:
    """Return what a screen says in place of an act that the person may not do: who may.

    Nothing where the person may, and in an emergency, whose strip says that the record is open to read only.
    """
    if actor.reads_until is not None or may(catalogue, actor, act):
        return ""
    return refusal(catalogue, act)


def may_clear(catalogue: Catalogue, actor: Practitioner, raised_by: str | None) -> bool:
    """Return whether a person may clear a red flag: a clinician who did not raise it (SAFETY 5)."""
    return may(catalogue, actor, "red_flag.clear") and raised_by != actor.id


def who_may(catalogue: Catalogue, act: str) -> str:
    """Return the roles that may do an act, such as “the surgeon and the care coordinator”; empty where none may."""
    permission = catalogue.permissions.get(act)
    if permission is None or not permission.roles:
        return ""
    return f"the {listed([catalogue.roles[role].label.lower() for role in permission.roles])}"


def owns(actor: Practitioner, task: PlannedTask) -> bool:
    """Return whether a task is assigned to the person, or to the person's role and to nobody else."""
    return task.assignee == actor.id or task.role == actor.role


def must_give_reason(catalogue: Catalogue, act: str, reason: str) -> None:
    """Raise NotAllowed when the act asks for a reason and none is given."""
    permission = catalogue.permissions.get(act)
    if permission and permission.reason and not reason.strip():
        raise NotAllowed(f"{permission.label}: give a reason.")


def listed(words: Collection[str], between: str = " and the ") -> str:
    """Return “surgeon, nurse and the pain specialist”."""
    *most, last = words
    return f"{', '.join(most)}{between}{last}" if most else last
