"""What an administrator may change of an account: each change with what follows of it, and the act itself."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from careplan.coordination.accounts import ADMIN
from careplan.coordination.given_back import given_back_words, open_tasks
from careplan.coordination.people import (
    Person,
    bind_person,
    change_role,
    disable_person,
    enable_person,
    end_sign_ins,
    needed,
    reset_person,
)
from careplan.coordination.provider_sign_in import provider_label
from careplan.pages.desk import Desk
from careplan.pages.parts.changing import BACK, Came, Change, Handed
from careplan.pages.parts.said import Back
from careplan.pages.parts.words import count_words, escape_md, label_md

ROLE: Final = "Role"
ROLE_KEY, SUBJECT_KEY = "account-role", "account-subject"
_GO_BACK: Final = "Open tasks given to that person by name go back to their roles."


def account_changes(desk: Desk, person: Person) -> list[Change]:
    """Return what may be changed of an account, in the order in which it is offered."""
    if person.disabled:
        on = f"is on {' and '.join(person.teams)} again" if person.teams else "is on the team for new accounts"
        comes = "" if person.role == ADMIN else f"The person {on}. "
        tells = f"{comes}You get a link to hand over; whoever opens it chooses the password of {person.name}."
        return [Change("Let in again", tells, "Let in again", partial(_let_in, desk, person))]
    last = partial(_warn_of_last, desk, person)
    changes = [
        Change(
            ROLE,
            f"The person sees and does what the new role may. {_GO_BACK}",
            "Change role",
            partial(_role_changed, desk, person),
            partial(role_box, desk, person.role),
            last,
        ),
        Change(
            "Password",
            "A link to choose a new one takes the old password away at once and ends sign-ins and private addresses.",
            "New password link",
            partial(_password_reset, desk, person),
        ),
    ]
    if person.sign_ins:
        ends = f"End {count_words(person.sign_ins, 'sign-in')}"
        tells = "The person has to sign in again everywhere; what was typed and not sent is kept."
        changes.append(Change("Sign-ins", tells, ends, partial(_ended, desk, person)))
    if provider := provider_label(desk.clinic):
        changes.append(_binding(desk, person, provider))
    tells = f"The account is refused at once and leaves its teams; what it did is kept. {_GO_BACK}"
    return [*changes, Change("Disable", tells, "Disable", partial(_disabled, desk, person), warns=last)]


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


def _warn_of_last(desk: Desk, person: Person) -> None:
    for one in needed(desk.clinic, desk.actor, person.name):
        role = desk.clinic.role_words(one.role).lower()
        st.warning(
            escape_md(
                f"{person.name} is the last {role} of {one.team}, with {open_tasks(one.tasks)} there. "
                f"Add another {role} first, or nobody is there to do them."
            )
        )


def _binding(desk: Desk, person: Person, provider: str) -> Change:
    tells = (
        "Who that is there may sign in to this account; empty binds it to nobody. The audit has the subject of whoever "
        "tried and is bound to no account. Its sign-ins end."
    )

    def subject() -> None:
        label = f"Subject at {label_md(provider)}"
        st.text_input(label, person.subject, key=SUBJECT_KEY, max_chars=255, autocomplete="off")

    return Change("Identity provider", tells, "Bind", partial(_bound, desk, person), subject)


def _let_in(desk: Desk, person: Person, password: str) -> Handed:
    return Handed(person.name, enable_person(desk.clinic, desk.actor, person.name, password=password))


def _password_reset(desk: Desk, person: Person, password: str) -> Handed:
    return Handed(person.name, reset_person(desk.clinic, desk.actor, person.name, password=password))


def _role_changed(desk: Desk, person: Person, password: str) -> Came:
    role = chosen_role()
    given = change_role(desk.clinic, desk.actor, person.name, role, password=password)
    now = desk.clinic.role_words(role).lower()
    words = f"{person.name} is {now} now. {given_back_words(desk.clinic, given)}".rstrip()
    return Came(words, Back(BACK, (person.name, person.role)), warns=bool(given.unheld))


def _disabled(desk: Desk, person: Person, password: str) -> Came:
    given = disable_person(desk.clinic, desk.actor, person.name, password=password)
    words = f"{person.name} can no longer sign in. {given_back_words(desk.clinic, given)}".rstrip()
    return Came(words, Back(BACK, (person.name,)), warns=bool(given.unheld))


def _bound(desk: Desk, person: Person, password: str) -> Came:
    subject = str(st.session_state.get(SUBJECT_KEY) or "").strip()
    bind_person(desk.clinic, desk.actor, person.name, subject, password=password)
    return Came(f"{person.name} is bound to {subject}." if subject else f"{person.name} is bound to nobody.")


def _ended(desk: Desk, person: Person, password: str) -> Came:
    ended = end_sign_ins(desk.clinic, desk.actor, person.name, password=password)
    return Came(f"{count_words(ended, 'sign-in')} of {person.name} ended.")
