"""Sections 4 and 5 of the form: what was found, by what was done. Unpressed means not known (PLAN_RULES R32)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careplan.clinic import Clinic
from careplan.coordination.sheet import Sheet
from careplan.examination import Examination
from careplan.facts import Entry
from careplan.finding import FindingId
from careplan.pages.parts.intake.fields import Wire, chip, chips, day_field, heading, row
from careplan.pages.parts.intake.recorded import FROM_THE_FORM, from_record, yes_or_no

RELIEF = "relief"
_RELIEF_WORDS = {"h_never_relieved": "None", "h_gap_1_6m": "1 to 6 months", "h_gap_ge6m": "6 months or more"}
_ASKED_FIRST = 4
"""How many tests that would settle the ranking are offered first."""
_OF_CAUSES = 2
"""The tests of so many causes, counted from the first, are offered."""


def relief_part(sheet: Sheet, clinic: Clinic) -> Wire:
    """Return the one question of section 4."""
    options = [_finding(name, words, sheet, (), _RELIEF_WORDS) for name, words in _RELIEF_WORDS.items()]
    known = any(sheet.answered_yes(name) for name in _RELIEF_WORDS)
    stated = next((name for name in _RELIEF_WORDS if name in sheet.entered.findings), next(iter(_RELIEF_WORDS)))
    if not any(sheet.recorded_finding(name) for name in _RELIEF_WORDS):  # what is on record stays known
        options.append(chip(f"finding.{stated}", "Not known", state="" if known else "yes", value=""))
    return chips(RELIEF, "How long did relief last after the operation?", options, hidden=True, one=True)


def finding_parts(sheet: Sheet, clinic: Clinic) -> Iterator[Wire]:
    """Yield the questions of section 5: first the tests that would settle the ranking, then every examination."""
    yield _ask_first(sheet, clinic)
    settling = _settling(sheet)
    for examination in clinic.catalogue.examinations.values():
        if examination.id != RELIEF:
            yield from _examination(examination, sheet, clinic, settling)


def _ask_first(sheet: Sheet, clinic: Clinic) -> Wire:
    """Return links to the tests that would settle the ranking; it keeps its height, so nothing moves."""
    links: dict[str, str] = {}
    for suspicion in sheet.look.assessment.causes[:_OF_CAUSES] if sheet.look else ():
        for test in suspicion.settle:
            for examination in clinic.catalogue.examinations.values():
                if set(test.answers) & set(examination.findings):
                    links.setdefault(examination.id, examination.title)
    shown = [{"to": f"exam-{name}", "text": title} for name, title in list(links.items())[:_ASKED_FIRST]]
    label = "Would settle it:" if shown else "Tests that would settle the ranking are offered here."
    return {"part": "links", "key": "ask-first", "label": label, "links": shown}


def _settling(sheet: Sheet) -> frozenset[FindingId]:
    if sheet.look is None:
        return frozenset()
    first = sheet.look.assessment.causes[:1]
    return frozenset(finding for cause in first for test in cause.settle for finding in test.answers)


def _examination(
    examination: Examination, sheet: Sheet, clinic: Clinic, settling: frozenset[FindingId]
) -> Iterator[Wire]:
    yield heading(f"exam-{examination.id}", examination.title, aside=_aside(examination, sheet))
    file = clinic.content.findings
    for choice in examination.choices(file):
        options = [_finding(f, file.by_id[f].text, sheet, settling, choice.options) for f in choice.options]
        yield chips(f"choice-{choice.id}", choice.question, options)
    lone = [
        _finding(f, file.by_id[f].text, sheet, settling)
        for f in examination.lone(file)
        if file.by_id[f].follows not in examination.facts  # asked below, as the fact
    ]
    if examination.closes_with:
        lone.append(_close(examination, sheet))
    if lone:
        yield chips(f"lone-{examination.id}", examination.title, lone, hidden=True)
    if examination.facts:
        facts = clinic.catalogue.facts
        yield row(
            f"facts-{examination.id}",
            [yes_or_no(facts[fact], sheet) for fact in examination.facts],
        )


def _aside(examination: Examination, sheet: Sheet) -> Iterable[Wire]:
    if examination.dated:
        name = f"done_on.{examination.id}"
        value = sheet.entered.done_on.get(examination.id, "")
        title = f"{examination.title}: done on"
        yield day_field(name, "Done on", value, sheet.wrong, beside=True, title=title)


def _close(examination: Examination, sheet: Sheet) -> Wire:
    on = examination.id in sheet.entered.closed
    name = f"closed.{examination.id}"
    return {**chip(name, examination.closes_with, state="yes" if on else ""), "close": True}


def _finding(
    name: FindingId, words: str, sheet: Sheet, settling: Iterable[FindingId], excluding: Iterable[FindingId] = ()
) -> Wire:
    """Return the button of a finding: what a person stated wins over “nothing else”, that over nothing known."""
    entry = sheet.recorded_finding(name)
    recorded = str(entry.value) if entry else sheet.look.from_record.get(name, "") if sheet.look else ""
    stated = sheet.entered.findings.get(name, "")
    state = sheet.look.answers.get(name, "") if sheet.look else stated
    if state == "no" and any(sheet.answered_yes(other) for other in excluding):
        state = stated  # the other answer of the question says it already
    value, off = _presses(stated, recorded)
    return chip(
        f"finding.{name}",
        words,
        state=state,
        value=value,
        off=off,
        mark=_mark(name, entry, recorded, sheet) if not stated and recorded == state else "",
        settles=name in settling,
    )


def _mark(name: FindingId, entry: Entry | None, recorded: str, sheet: Sheet) -> str:
    """Say where an answer comes from that nobody stated here; what follows from a typed value is not of the record."""
    if not recorded:
        return ""
    if entry:
        return from_record(entry.day)
    return from_record() if sheet.on_record.get(name) == recorded else FROM_THE_FORM


def _presses(stated: str, recorded: str) -> tuple[str, str]:
    """Return what pressing the button on and off says: what overrules the record is taken back by a second press."""
    if stated and recorded:
        return "", ""
    return "yes", "no" if recorded == "yes" else ""
