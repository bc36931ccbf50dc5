"""careplan assess INTAKE.json [--json]"""

from __future__ import annotations

import json
from typing import Any

import click

from careplan.assessment import Assessment, Suspicion
from careplan.catalogue import load
from careplan.cli.assess_text import assessment_text
from careplan.cli.intake_file import intake_of, said_with
from careplan.cli.today import today
from careplan.intake import first_look, unscreened
from careplan.unseen import visible_on_terminal


@click.command()
@click.argument("intake", metavar="INTAKE.json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
def assess(intake: str, as_json: bool) -> None:
    """Say which causes and red flags an intake suggests.

    Reads no database and writes nothing. INTAKE.json may be - for standard input.
    """
    content = load().clinical
    read = intake_of(intake, content, today=today())
    for warning in said_with(intake, read, content):
        click.echo(visible_on_terminal(f"Warning: {warning}"), err=True)
    look = first_look(read, content)
    found, unasked = look.assessment, [one.message for one in unscreened(read, look.answers, content)]
    if as_json:
        for message in unasked:  # the contract has no key for it
            click.echo(f"Warning: {message}", err=True)
        click.echo(json.dumps(assessment_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo(visible_on_terminal(assessment_text(read, found, content, unasked)))


def assessment_json(found: Assessment) -> dict[str, Any]:
    """Return the assessment in the words of the command contract: ids of findings, names of tests."""
    return {
        "red_flags": [
            {"id": flag.id, "name": flag.name, "urgency": flag.urgency, "action": flag.action}
            for flag in found.red_flags
        ],
        "normal_recovery": found.normal_recovery,
        "uncertain": found.uncertain,
        "causes": [_suspicion(suspected) for suspected in found.causes],
        "contributing": [_suspicion(suspected) for suspected in found.contributing],
        "left_out": [{"cause": left.cause.id, "because": left.because} for left in found.left_out],
    }


def _suspicion(suspected: Suspicion) -> dict[str, Any]:
    return {
        "cause": suspected.cause.id,
        "band": suspected.band.value,
        "score": suspected.score,
        "for": [reason.finding for reason in suspected.reasons_for],
        "against": [reason.finding for reason in suspected.reasons_against],
        "settle": [test.name for test in suspected.settle],
    }
