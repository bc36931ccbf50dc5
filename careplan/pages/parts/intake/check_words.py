"""The sentences of the list of checks: beside its field a sentence need not name it, far from it it must."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from careplan.clinic import Clinic
from careplan.coordination.sheet import Sheet

_LABELS: Final = {
    "birth_date": "Birth date",
    "start": "Plan starts on",
    "scores_on": "Scores taken on",
    "earlier_on": "Earlier scores on",
}
_OF_OPERATION: Final = {"day": "date", "levels": "levels"}


def wrong_fields(sheet: Sheet, clinic: Clinic) -> Iterator[str]:
    """Yield what is wrong with each field, with the name of the field where the sentence does not say it."""
    for name, sentence in sheet.wrong.items():
        label = _label(name, sheet, clinic)
        named = not label or label.casefold() in sentence.casefold()
        yield sentence if named else f"{label}: {sentence}"


def operation_label(at: int, *, several: bool) -> str:
    """Return what an operation of the form is called."""
    return f"Operation {at + 1}" if several else "Index surgery"


def _label(name: str, sheet: Sheet, clinic: Clinic) -> str:
    """Return the label of a field whose sentences may not name it; empty for any other."""
    kind, _, rest = name.partition(".")
    if kind == "operation":
        at, _, part = rest.partition(".")
        what = operation_label(int(at), several=len(sheet.entered.operations) > 1)
        return f"{what}, {_OF_OPERATION[part]}" if part in _OF_OPERATION else ""
    if kind == "medicine" and rest.endswith(".amount"):
        medicine = sheet.entered.medicines[int(rest.removesuffix(".amount"))]
        return f"{medicine.name.strip()}, amount a day"
    if kind == "done_on" and rest in clinic.catalogue.examinations:
        return f"{clinic.catalogue.examinations[rest].title}, done on"
    if kind == "done":
        tasks = sheet.proposal.draft.plan.tasks.values() if sheet.proposal else ()
        title = next((task.title for task in tasks if str(task.identity) == rest), "")
        return f"{title}, done on" if title else ""
    return _LABELS.get(name, "")
