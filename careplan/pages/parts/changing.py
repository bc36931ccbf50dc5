"""A dialog that asks first what is to change, says what follows of it, and asks for the own password last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st

from careplan.coordination.links import Link
from careplan.errors import CarePlanError
from careplan.pages.desk import Desk
from careplan.pages.parts.own_password import own_password
from careplan.pages.parts.said import Back, draw_said, say_done, say_nothing, say_refused
from careplan.pages.parts.words import escape_md, label_md

BACK = "Undo …"
"""It asks for the own password once more, as what it takes back did."""
_OWN = "Your own password"


class Came(NamedTuple):
    """What an act came to, in words, and how it is taken back: with the own password, in the same dialog."""

    words: str
    back: Back | None = None
    warns: bool = False


class Handed(NamedTuple):
    """An act came to a one-time link, to be handed `to` somebody."""

    to: str
    link: Link


Act = Callable[[str], Handed | Came]
"""Called with the own password."""


def nothing() -> None:
    """Draw nothing."""


class Change(NamedTuple):
    """One change that may be chosen.

    Attributes:
        name: as it stands among the others.
        tells: what follows of it.
        button: the words of the button that does it.
        fields: draws what is to be entered for it.
        warns: draws what may be against it.
    """

    name: str
    tells: str
    button: str
    act: Act
    fields: Callable[[], None] = nothing
    warns: Callable[[], None] = nothing


@dataclass(frozen=True, slots=True)
class Changing:
    """The dialog of one kind of thing.

    Attributes:
        key: begins the keys of its widgets, as in account-what.
        place: where what was done is said, outside of the dialog.
        forget: forgets what was entered, which closes it.
    """

    key: str
    place: str
    forget: Callable[[], None]

    @property
    def what(self) -> str:
        """The key of the choice of what is to change."""
        return f"{self.key}-what"

    @property
    def keys(self) -> tuple[str, str, str]:
        """The keys of what this dialog keeps itself."""
        return self.what, self.handed, self._own

    def draw(self, desk: Desk, changes: Sequence[Change]) -> None:
        """Draw the choice and what belongs to it; where there is one change only, that one."""
        chosen = changes[0] if len(changes) == 1 else self._chosen(changes)
        if chosen:
            chosen.fields()
            st.caption(escape_md(chosen.tells))
            chosen.warns()
            self.password(desk)
            st.button(
                label_md(chosen.button), key=f"{self.key}-do", type="primary", on_click=self.press, args=(chosen.act,)
            )

    def password(self, desk: Desk) -> None:
        """Draw the field of the own password."""
        own_password(desk, _OWN, key=self._own)

    def said(self) -> None:
        """Say why something was refused."""
        draw_said(self._refusals)

    def silent(self) -> None:
        """Forget what was said in the dialog."""
        say_nothing(self._refusals)

    def press(self, act: Act) -> None:
        """Do what was pressed with the password that was entered, which is entered anew for the next."""
        password = str(st.session_state.get(self._own) or "")
        st.session_state[self._own] = ""
        self.silent()
        try:
            came = act(password)
        except CarePlanError as error:
            say_refused(self._refusals, error)
            return
        if isinstance(came, Handed):
            st.session_state[self.handed] = came
            return
        say_done(self.place, came.words, came.back, warns=came.warns)
        self.forget()
        st.rerun()

    @property
    def handed(self) -> str:
        """The key of the one-time link that an act came to, shown until the dialog is closed."""
        return f"{self.key}-link"

    @property
    def _own(self) -> str:
        return f"{self.key}-own-password"

    @property
    def _refusals(self) -> str:
        return f"{self.key}-dialog"

    def _chosen(self, changes: Sequence[Change]) -> Change | None:
        by_name = {change.name: change for change in changes}
        names = list(by_name)
        name = st.segmented_control(
            "What is to change", names, format_func=label_md, key=self.what, on_change=self.silent
        )
        return by_name.get(name) if name else None
