"""Who signed the decisions of a plan: each discipline for itself, until what it signed is decided otherwise (R29)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.authority import may
from careplan.coordination.field_words import field_label
from careplan.coordination.opened_plan import Opened
from careplan.plan import PlanStatus
from careplan.sign_off import SignState, changed_since, decided
from careplan.store import SignOff
from careplan.team import RoleId

SIGN: Final = "plan.sign"
UNSIGN: Final = "plan.unsign"
HOLD: Final = "meeting.hold"
SIGNING: Final = frozenset({SignState.SIGNED, SignState.DISAGREES})
"""The words that only the discipline itself gives."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How one discipline stands to the decisions of a plan.

    Attributes:
        state: None while it said nothing; `version`, `at`, `by` and `reason` belong to it.
        changed: labels of the decisions that are others than those it spoke of.
        early: it spoke before the decision of this meeting was saved.
        may_sign: this person may sign for it, or disagree; `refusal` says who may.
        may_take_back: it is this person's own word.
        may_note_absence: this person holds the meeting, and the discipline said nothing.
    """

    role: RoleId
    state: SignState | None = None
    version: int = 0
    at: datetime | None = None
    by: str = ""
    reason: str = ""
    changed: tuple[str, ...] = ()
    early: bool = False
    may_sign: bool = False
    refusal: str = ""
    may_take_back: bool = False
    may_note_absence: bool = False

    @property
    def stands(self) -> bool:
        """Whether it spoke of the decisions as they are."""
        return self.state is not None and not self.changed and not self.early


def signing_roles(clinic: Clinic) -> tuple[RoleId, ...]:
    """Return the disciplines that sign, in the order of the clinic."""
    may_sign = clinic.catalogue.permissions[SIGN].roles
    return tuple(role for role in clinic.catalogue.roles if role in may_sign)


def signatures_of(
    opened: Opened, kept: Mapping[RoleId, SignOff], decided_at: datetime | None = None
) -> tuple[Signature, ...]:
    """Return how each discipline stands to the decisions of a plan as they are.

    `decided_at`: when the decision of a meeting was saved; who signed before it may sign again.
    """
    return tuple(_signature(opened, role, kept.get(role), decided_at) for role in signing_roles(opened.clinic))


def is_early(word: SignOff, decided_at: datetime | None) -> bool:
    """Whether a discipline spoke before the decision of the meeting was saved; who was absent did not speak."""
    return decided_at is not None and word.state in SIGNING and word.at < decided_at


def only_words(clinic: Clinic, role: RoleId) -> str:
    """Return who may sign for a discipline: Only the pain specialist can sign for pain medicine."""
    known = clinic.catalogue.roles[role]
    return f"Only the {known.label.lower()} can sign for {known.discipline or known.label.lower()}."


def _signature(opened: Opened, role: RoleId, kept: SignOff | None, decided_at: datetime | None) -> Signature:
    clinic, actor = opened.clinic, opened.actor
    is_open = opened.plan.status is PlanStatus.OPEN
    own = role == actor.role and may(clinic.catalogue, actor, SIGN)
    holds = is_open and may(clinic.catalogue, actor, HOLD)
    refusal = "" if own or not is_open or actor.reads_until else only_words(clinic, role)
    if kept is None:
        free = holds and not own
        return Signature(role, may_sign=own and is_open, refusal=refusal, may_note_absence=free)
    names = changed_since(kept.decided, decided(opened.plan))
    early = is_early(kept, decided_at)
    stands = kept.state is SignState.SIGNED and not names and not early
    mine = own and kept.by == actor.id and kept.state in SIGNING
    return Signature(
        role,
        state=kept.state,
        version=kept.version,
        at=kept.at,
        by=kept.by,
        reason=kept.reason,
        changed=tuple(field_label(clinic, name) for name in names),
        early=early,
        may_sign=own and is_open and not stands,
        refusal=refusal,
        may_take_back=mine and is_open,
        may_note_absence=holds and not own and (bool(names) or early),
    )
