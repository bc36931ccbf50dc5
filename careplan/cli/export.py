"""careplan export --database URL (--plan ID | --patient ID | --all) --format FORMAT --as NAME -o FILE"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

import click

from careplan.cli.open_database import database_option, opened
from careplan.cli.serve import LOOPBACK, PORT
from careplan.clinic import Clinic
from careplan.coordination import exports
from careplan.coordination.calendars import calendar_file
from careplan.coordination.console_accounts import person
from careplan.coordination.export_rows import CONSOLE, Scope, Sheet
from careplan.coordination.minutes import minutes_csv_of, team_that_met
from careplan.team import Practitioner

_FHIR: Final = "fhir"
_FORMATS: Final = {
    "csv": exports.tasks_csv,
    "plans-csv": exports.plans_csv,
    "measures-csv": exports.measures_csv,
    "xlsx": exports.workbook,
    _FHIR: exports.fhir,
    "ics": calendar_file,
}
_PDF: Final = "pdf"
_HAND_OUT: Final = "hand-out"
_SUMMARY: Final = "summary"
STANDARD_OUTPUT: Final = "-"
_SERVED: Final = f"http://{LOOPBACK}:{PORT}"
"""Where `careplan serve` listens."""


@click.command()
@database_option
@click.option("--plan", metavar="ID", help="One plan, such as PL-0042-01.")
@click.option("--patient", metavar="ID", help="One patient with every plan, such as P-0042.")
@click.option("--all", "everything", is_flag=True, help="Every patient of this person's teams.")
@click.option(
    "--meeting",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The minutes of a review meeting, as pdf or csv.",
)
@click.option("--team", metavar="NAME", help="Whose meeting, where several teams of this person met on that day.")
@click.option(
    "--format",
    "kind",
    type=click.Choice([*_FORMATS, _PDF]),
    required=True,
    help="Which file.",
)
@click.option("--as", "name", metavar="NAME", required=True, help="The account that exports; the audit trail names it.")
@click.option("-o", "out", metavar="FILE", required=True, help="Where to write; - is standard output.")
@click.option(
    "--reason", metavar="WORDS", default="Export from the console", show_default=True, help="Why many patients leave."
)
@click.option(
    "--address",
    metavar="URL",
    help=f"Beginning of every link; by default CAREPLAN_ADDRESS, else {_SERVED}.",
)
@click.option(
    "--names/--no-names",
    default=None,
    help="Whether the file says who patients are: by default spreadsheets do, and FHIR does not.",
)
@click.option(
    "--document",
    type=click.Choice([_HAND_OUT, _SUMMARY]),
    default=_HAND_OUT,
    show_default=True,
    help="Which document, for --format pdf: the patient hand-out, or the plan for the record.",
)
def export(
    database: str | None,
    plan: str | None,
    patient: str | None,
    everything: bool,
    meeting: datetime | None,
    team: str | None,
    kind: str,
    name: str,
    out: str,
    reason: str,
    address: str | None,
    names: bool | None,
    document: str,
) -> None:
    """Write plans as a spreadsheet, FHIR, calendar or PDF file.

    A spreadsheet holds tasks, plans or measures; a PDF is a document of one plan, or the minutes of a meeting; FHIR is
    R4, for another system; the calendar (ics) has the account's own open tasks.
    The file holds what the account may see; the audit trail says that it left. Where that trail ends is said on
    standard error: keep the line apart from the records, as a proof that nothing is taken off the trail later.
    """
    if sum((plan is not None, patient is not None, everything, meeting is not None)) != 1:
        raise click.UsageError("Give one of --plan ID, --patient ID, --all and --meeting DAY.")
    if kind == _PDF and everything:
        raise click.UsageError("A document is of one plan. Give --plan ID or --patient ID.")
    if team and not meeting:
        raise click.UsageError("--team says whose meeting: give --meeting DAY too.")
    if meeting and kind not in (_PDF, "csv"):
        raise click.UsageError("Minutes are a pdf or a csv file. Give --format pdf or --format csv.")
    scope = Scope(plan_id=plan, patient_id=patient)
    with opened(database) as clinic:
        links = address or clinic.settings.address or _SERVED
        sheet = Sheet(links.rstrip("/"), names=kind != _FHIR if names is None else names, place=CONSOLE, reason=reason)
        actor = person(clinic, name)
        if meeting:
            chunks: Iterable[bytes] = _minutes(clinic, meeting.date(), team, kind, actor)
        elif kind == _PDF:
            chunks = (_document(clinic, plan or patient or "", document, actor),)
        else:
            chunks = _FORMATS[kind](clinic, scope, actor=actor, sheet=sheet)
        write_out(chunks, out)
        click.echo(exports.trail_end(clinic, scope), err=True)


def _minutes(clinic: Clinic, day: date, team: str | None, kind: str, actor: Practitioner) -> Iterable[bytes]:
    """Return the minutes of the meeting that one of the account's teams had on a day."""
    from careplan.coordination import documents

    met = team_that_met(clinic, day, actor=actor, name=team)
    if kind == _PDF:
        return (documents.minutes_document(clinic, met, day, actor=actor, place=CONSOLE).pdf,)
    return minutes_csv_of(clinic, met, day, actor=actor)


def _document(clinic: Clinic, whose: str, which: str, actor: Practitioner) -> bytes:
    """Return a document of a plan, or of the open plan of a patient."""
    from careplan.coordination import documents  # only who asks for a document waits for what sets it

    plan_id = documents.plan_named(clinic, whose, actor=actor)
    make = documents.hand_out if which == _HAND_OUT else documents.summary
    return make(clinic, plan_id, actor=actor, place=CONSOLE).pdf


def write_out(chunks: Iterable[bytes], out: str) -> None:
    """Write a file where it was asked for: whole or not at all; `-` is standard output. Raises OSError."""
    if out == STANDARD_OUTPUT:
        _copy_out(chunks)
    else:
        _write(chunks, Path(out))


def _copy_out(chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _write(chunks: Iterable[bytes], file: Path) -> None:
    """Write the file beside its place and move it there when it is whole: a refusal leaves what was there.

    Raises:
        OSError: of the file that was asked for, whichever could not be written.
    """
    try:
        _write_beside(chunks, file)
    except OSError as error:
        if error.filename is not None:
            error.filename, error.filename2 = str(file), None
        raise


def _write_beside(chunks: Iterable[bytes], file: Path) -> None:
    with NamedTemporaryFile(dir=file.absolute().parent, prefix=f".{file.name}.", delete=False) as unfinished:
        try:
            for chunk in chunks:
                unfinished.write(chunk)
            unfinished.close()
            os.replace(unfinished.name, file)
        except BaseException:
            Path(unfinished.name).unlink(missing_ok=True)
            raise
