"""The history as a file: written down with its number of rows and the end of its chain before the first byte leaves."""

from __future__ import annotations

from collections.abc import Iterator

from careplan.clinic import Clinic
from careplan.coordination.audit import Asked, allow, filter_of, told
from careplan.coordination.audit_words import AuditLine
from careplan.coordination.leaving import note_leaving
from careplan.coordination.refusals import noting_refusals
from careplan.exchange import audit_csv
from careplan.exchange.audit_csv import AuditRow
from careplan.team import Practitioner

_AT_ONCE = 500


def history_csv(clinic: Clinic, asked: Asked, *, actor: Practitioner) -> Iterator[bytes]:
    """Return the file in chunks, of what the screen lists for the same filters.

    Raises:
        NotFound, NotAllowed: as `audit.history`.
    """
    with noting_refusals(clinic, actor, asked.patient_id), clinic.store.reading() as records:
        allow(clinic, records, asked, actor)
    return _chunks(clinic, asked, actor)


def _chunks(clinic: Clinic, asked: Asked, actor: Practitioner) -> Iterator[bytes]:
    with clinic.store.writing() as records:
        newest = records.trail.newest()
        rows = records.trail.count(filter_of(clinic, asked))
        scope = "history of a patient" if asked.patient_id else "history of the clinic"
        told_of_it = {"file": "history", "format": "csv", "scope": scope, "rows": rows}
        note_leaving(clinic, records, actor, told_of_it, patient_id=asked.patient_id or None)
    yield from audit_csv.write(_rows(clinic, asked, newest))


def _rows(clinic: Clinic, asked: Asked, newest: int) -> Iterator[AuditRow]:
    """Yield the events up to the newest one that was there before the file itself was noted."""
    before = newest + 1
    while True:
        with clinic.store.reading() as records:
            kept = records.trail.list(filter_of(clinic, asked), before=before, limit=_AT_ONCE)
            lines = told(clinic, records, asked, kept)
        yield from map(_row, lines)
        if len(kept) < _AT_ONCE:
            return
        before = kept[-1].number


def _row(line: AuditLine) -> AuditRow:
    return AuditRow(
        event=line.number,
        at=line.at,
        person=line.by,
        role=line.role,
        on_behalf_of=line.behalf,
        code=line.code,
        what=line.words,
        patient_id=line.patient_id,
        plan_id=line.plan_id,
        task_id=line.task_id,
        changes="; ".join(f"{label}: {before} → {after}" for label, before, after in line.changes),
        reason=line.reason,
        undone_later=line.undone,
    )
