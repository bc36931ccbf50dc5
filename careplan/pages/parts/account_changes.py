"""What an administrator may change of an account: each change with what follows of it, and the act itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

import streamlit as st

from careplan.clinic import Clinic
from careplan.coordination.given_back import given_back_words
from careplan.coordination.links import Link
from careplan.coordination.people import (
    Person,
    bind_person,
    change_role,
    disable_person,
    enable_person,
    end_sign_ins,
    reset_person,
)
from careplan.coordination.provider_sign_in import provider_label
from careplan.pages.desk import Desk
from careplan.pages.parts.said import Back
from careplan.pages.parts.words import count_words, label_md
from careplan.team import Practitioner, RoleId

BACK: Final = "Undo …"
"""It asks for the own password once more, as what it takes back did."""
ROLE_KEY, SUBJECT_KEY = "account-role", "account-subject"
_GO_BACK: Final = "Open tasks given to that person by name go back to their roles."


class Came(NamedTuple):
    """What an act came to, in words, and how it is taken back: with the own password, in the dialog of the account."""

    words: str
    back: Back | None = None
    warns: bool = False


Act = Callable[..., Link | Came]


def _nothing() -> None:
    """Draw nothing: the change needs nothing to be entered."""


class AccountChange(NamedTuple):
    """One change that may be chosen.

    Attributes:
        name: as it stands among the others.
        tells: what follows of it.
        button: the words of the button that does it.
        fields: draws what is to be entered for it.
        leaves_tasks: whether tasks of the person may be left with nobody to do them.
    """

    name: str
    tells: str
    button: str
    act: Act
    fields: Callable[[], None] = _nothing
    leaves_tasks: bool = False


def account_changes(desk: Desk, person: Person) -> list[AccountChange]:
    """Return what may be changed of an account, in the order in which it is offered."""
    if person.disabled:
        tells = "This account is refused everywhere; what it did is kept. Whoever has the link chooses a new password."
        return [AccountChange("Let in again", tells, "Let in again", enable_person)]
    changes = [
        AccountChange(
            "Role",
            f"The person sees and does what the new role may. {_GO_BACK}",
            "Change role",
            partial(_changed_role, person.role),
            partial(role_box, desk, person.role),
            leaves_tasks=True,
        ),
        AccountChange(
            "Password",
            "A link to choose a new one takes the old password away at once and ends all sign-ins.",
            "New password link",
            reset_person,
        ),
    ]
    if person.sign_ins:
        ends = f"End {count_words(person.sign_ins, 'sign-in')}"
        tells = "The person has to sign in again everywhere; what was typed and not sent is kept."
        changes.append(AccountChange("Sign-ins", tells, ends, _ended))
    if provider := provider_label(desk.clinic):
        changes.append(_binding(person, provider))
    tells = f"The account is refused at once and leaves its teams; what it did is kept. {_GO_BACK}"
    return [*changes, AccountChange("Disable", tells, "Disable", _disabled, leaves_tasks=True)]


def role_box(desk: Desk, now: str | None = None) -> None:
    """Draw the choice of a role; `now` is the one that the account has."""
    roles = desk.clinic.catalogue.roles
    names = list(roles)
    if now in names:
        st.session_state.setdefault(ROLE_KEY, now)
    st.selectbox(
        "Role", names, index=None, key=ROLE_KEY, format_func=lambda role: roles[role].label, placeholder="Choose"
    )


def chosen_role() -> str:
    """Return the role that was chosen; empty for none."""
    return str(st.session_state.get(ROLE_KEY) or "")


def _binding(person: Person, provider: str) -> AccountChange:
    tells = (
        "Who that is there may sign in to this account; empty binds it to nobody. The audit has the subject of whoever "
        "tried and is bound to no account. Its sign-ins end."
    )

    def subject() -> None:
        label = f"Subject at {label_md(provider)}"
        st.text_input(label, person.subject, key=SUBJECT_KEY, max_chars=255, autocomplete="off")

    return AccountChange("Identity provider", tells, "Bind", _bound, subject)


def _changed_role(was: RoleId, clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> Came:
    role = chosen_role()
    given = change_role(clinic, actor, name, role, password=password)
    words = f"{name} is {clinic.role_words(role).lower()} now. {given_back_words(clinic, given)}".rstrip()
    return Came(words, Back(BACK, (name, was)), warns=bool(given.unheld))


def _disabled(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> Came:
    given = disable_person(clinic, actor, name, password=password)
    words = f"{name} can no longer sign in. {given_back_words(clinic, given)}".rstrip()
    return Came(words, Back(BACK, (name,)), warns=bool(given.unheld))


def _bound(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> Came:
    subject = str(st.session_state.get(SUBJECT_KEY) or "").strip()
    bind_person(clinic, actor, name, subject, password=password)
    return Came(f"{name} is bound to {subject}." if subject else f"{name} is bound to nobody.")


def _ended(clinic: Clinic, actor: Practitioner, name: str, *, password: str) -> Came:
    ended = end_sign_ins(clinic, actor, name, password=password)
    return Came(f"{count_words(ended, 'sign-in')} of {name} ended.")
