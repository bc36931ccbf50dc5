"""The opioid dose in the entry of a visit: the one medicine list, and what it adds up to, with each factor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import streamlit as st

from careplan.coordination.medicines import medicine_lines
from careplan.coordination.outcomes import Outcomes
from careplan.coordination.overwriting import Seen
from careplan.coordination.visit_entry import MEDICINES, Listed
from careplan.errors import CarePlanError
from careplan.medicine import DOSE, DailyMme, daily_mme
from careplan.pages.desk import Desk
from careplan.pages.parts import unsent_text
from careplan.pages.parts.visit_fields import field, typed
from careplan.pages.parts.words import GLYPHS, Shape, escape_md, label_md

_ONE_A_LINE: Final = "Medicines, one a line, with the amount a day, such as “oxycodone 40 mg”"
SAVE_UNCHANGED: Final = "Save visit, medicines unchanged"
"""One press that confirms the list as it stands beside what was entered (PRODUCT 2: two presses a visit)."""
_NONE: Final = "No medicines are taken"
_ASKED: Final = "visit-medicines-asked"
_NOT_TODAY: Final = (
    "The medicine list, from which the dose follows, is confirmed as it is today: choose today as the day."
)
_NOT_FOR_CONVERTING: Final = "M06"


def dose_lines(desk: Desk, found: Outcomes, day: date) -> bool | None:
    """Draw the medicine list with the dose that it comes to.

    Returns:
        Whether what stands there is the list on record; None where none is, or this person confirms none.
    """
    with st.container(gap="xxsmall", key="visit-dose"):
        if not found.may_confirm:
            st.markdown(f":small[{escape_md(_whose(desk))}]")
        elif day != desk.today:
            st.markdown(f":small[{escape_md(_NOT_TODAY)}]")
        else:
            return _list(desk, found)
    return None


def list_entered(found: Outcomes, day: date, today: date, *, with_list: bool) -> Listed | None:
    """Return the list that was entered, or confirmed as it stands; None where it was left alone.

    Raises:
        InvalidInput: a line of it cannot be read.
    """
    if not found.may_confirm or day != today:
        return None
    text, known = str(typed(found, MEDICINES, "") or ""), _known(found)
    none_taken = bool(typed(found, "none-taken", False)) or (with_list and not text.strip())
    if not (none_taken or with_list) and text.strip() == known:
        return None
    as_written = st.session_state.get(_ASKED) == text
    st.session_state[_ASKED] = text
    return Listed(medicine_lines(text), none_taken, as_written, Seen(list(found.listed or ())))


def _known(found: Outcomes) -> str:
    return "\n".join(found.listed or ())


def _whose(desk: Desk) -> str:
    roles = desk.clinic.catalogue.permissions["medicine.confirm"].roles
    who = ", ".join(desk.clinic.role_words(role).lower() for role in roles)
    return f"MME follows from the medicine list, which one of these confirms: {who}."


def _list(desk: Desk, found: Outcomes) -> bool | None:
    left, right = st.columns(2, gap="medium")
    with left:
        key = field(found, MEDICINES)
        text = unsent_text.several_lines(desk, _ONE_A_LINE, key=key, height=110, known=_known(found))
        unchanged = None if found.listed is None else text.strip() == _known(found)
        if not text.strip() and not unchanged:
            st.checkbox(_NONE, key=field(found, "none-taken"))
    with right, st.container(gap="xxsmall"):
        _adds_up(desk, text)
    return unchanged


def _adds_up(desk: Desk, text: str) -> None:
    try:
        medicines = medicine_lines(text)
    except CarePlanError as error:
        st.markdown(f":red[{GLYPHS[Shape.CROSS]} {label_md(str(error))}]")
        return
    if medicines:
        dose_sum(desk, daily_mme(medicines, desk.clinic.content.medicines))


def dose_sum(desk: Desk, dose: DailyMme) -> None:
    """Draw what a list adds up to: each opioid with its factor, the sum with the source, and what it is not for."""
    content = desk.clinic.content
    if dose.parts:
        cells = ((one.medicine, f"{one.amount:g} {one.unit}", f"{one.factor:g}", f"{one.mme:g}") for one in dose.parts)
        rows = (f"| {' | '.join(escape_md(cell) for cell in row)} |" for row in cells)
        st.markdown("\n".join(("| Opioid | A day | Factor | MME a day |", "|---|---|---|---|", *rows)))
        for one in dose.parts:
            if one.caution:
                caution = escape_md(f"{one.medicine}: {one.caution}.")
                st.markdown(f":small[{GLYPHS[Shape.WARNING]} {caution}]")
    if dose.value is None:
        st.markdown(f"**MME a day is not computable**, which does not mean 0. {escape_md(' '.join(dose.because))}")
    else:
        said = escape_md(f"{dose.value:g} MME a day")
        st.markdown(f"**{said}** {_marks(content.measures.by_id[DOSE].marks, dose.value)}")
    rules = content.safety_rules.safety_rules
    warns = next(rule.message for rule in rules if rule.id == _NOT_FOR_CONVERTING)
    sources = ", ".join(content.medicines.factor_sources)
    told = escape_md(f"Published factors: {sources}. {content.medicines.as_needed}. {warns}.")
    st.markdown(f":small[:gray[{told}]]")


def _marks(marks: Sequence[float], value: float) -> str:
    reached = [mark for mark in marks if value >= mark]
    return f":orange-badge[{GLYPHS[Shape.WARNING]} {escape_md(f'{max(reached):g}')} or more]" if reached else ""
