"""careplan build INTAKE.json --cause CAUSE [--cause CAUSE] [--start DATE] [--csv FILE|-] [--json]"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from careplan.catalogue import Catalogue, InWords, load, template_set
from careplan.cli.day_option import Day
from careplan.cli.intake_file import intake_of, refuse_unticked, said_with
from careplan.cli.plan_text import plan_text
from careplan.cli.today import today
from careplan.draft_plan import DraftPlan, Edits, draft_plan
from careplan.errors import InvalidInput
from careplan.exchange.task_lines import Sheet, task_lines
from careplan.exchange.tasks_csv import write
from careplan.expand import Question
from careplan.identity import RED_FLAGS, Identity
from careplan.intake import FirstLook, Intake, first_look, unscreened
from careplan.intake_plan import checked_picks, plan_inputs, starting
from careplan.numbering import numbered
from careplan.plan import PlannedTask
from careplan.plan_checks import PlanCheck, plan_checks
from careplan.standing import Standing, standings
from careplan.unseen import visible_on_terminal

STANDARD_OUTPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class Built:
    """A plan built from a file, with all that is said about it."""

    intake: Intake
    look: FirstLook
    draft: DraftPlan
    standings: Mapping[Identity, Standing]
    checks: tuple[PlanCheck, ...]
    catalogue: Catalogue


@click.command()
@click.argument("intake", metavar="INTAKE.json")
@click.option(
    "--cause", "causes", metavar="CAUSE", multiple=True, required=True, help="Suspected cause; may be repeated."
)
@click.option("--start", metavar="YYYY-MM-DD", type=Day(), help="First day of the plan, in place of the intake's.")
@click.option("--csv", "csv_file", metavar="FILE", help="Write the tasks as CSV; - is standard output.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
def build(intake: str, causes: tuple[str, ...], start: date | None, csv_file: str | None, as_json: bool) -> None:
    """Build a dated, assigned plan from an intake.

    Takes one to three suspected causes. Reads no database and keeps nothing. INTAKE.json may be - for standard input.
    """
    if csv_file == STANDARD_OUTPUT and as_json:
        raise click.UsageError("--csv - and --json cannot both write to standard output. Give --csv a file.")
    built = build_plan(intake, causes, start=start, on=today())
    if csv_file:
        _write_csv(built, csv_file)
    if as_json:
        click.echo(json.dumps(built_json(built), ensure_ascii=False, indent=2))
    elif not csv_file:
        told = plan_text(built.draft, built.standings, built.look, built.checks, built.catalogue)
        click.echo(visible_on_terminal(told))


def build_plan(file: str, causes: tuple[str, ...], *, start: date | None, on: date) -> Built:
    """Return the plan of an intake; raises InvalidInput with what is wrong with the file or the causes."""
    catalogue = load()
    content = catalogue.clinical
    picks = checked_picks(causes, content.causes)
    read = intake_of(file, content, today=on)
    if start:
        read = starting(read, start, today=on)
    said_with(file, read, content)
    look, templates = first_look(read, content), template_set(catalogue)
    unasked = tuple(unscreened(read, look.answers, content))
    refuse_unticked(file, unasked)
    draft = draft_plan(templates, plan_inputs(read, look, picks), Edits(), goal=read.goal or "")
    draft = numbered(draft, read.patient.id)
    checks = plan_checks(draft, read.patient, content, unscreened=unasked)
    return Built(read, look, draft, standings(draft.plan, templates), checks, catalogue)


def built_json(built: Built) -> dict[str, Any]:
    """Return the plan in the words of the command contract."""
    plan = built.draft.plan
    return {
        "plan": {
            "id": plan.id,
            "patient_id": plan.patient_id,
            "start": plan.inputs.start.isoformat(),
            "causes": [{"cause": cause.cause, "certainty": cause.certainty} for cause in plan.inputs.causes],
            "goal": plan.goal,
            "tasks": len(plan.tasks),
        },
        "tasks": [_task_json(task, built) for task in plan.tasks.values()],
        "needs_answer": [
            {"key": question.key, "question": question_text(question, built.catalogue)}
            for question in built.draft.expansion.questions.values()
        ],
        "alerts": [
            {"rule": alert.rule, "severity": alert.severity, "message": alert.message} for alert in built.look.alerts
        ],
        "checks": [
            {"check": check.check, "severity": check.severity, "message": check.message} for check in built.checks
        ],
    }


def question_text(question: Question, catalogue: Catalogue) -> str:
    """Return the question that a missing task stands for, such as “Nicotine in the last 6 months?”."""
    facts = (catalogue.facts[name] for name in question.missing if name in catalogue.facts)
    return " ".join(fact.question or f"{fact.label}?" for fact in facts)


def _task_json(task: PlannedTask, built: Built) -> dict[str, Any]:
    wanted, tasks = task.desired, built.draft.plan.tasks
    return {
        "key": wanted.key,
        "module": task.identity.module,
        "occurrence": task.identity.occurrence,
        "title": task.title,
        "role": task.role,
        "phase": wanted.phase,
        "due": task.due.isoformat() if task.due else None,
        "window": [day.isoformat() for day in wanted.window] if wanted.window else None,
        "readiness": built.standings[task.identity].readiness,
        "priority": task.priority,
        "members": list(wanted.members),
        "depends_on": list(_keys(tasks[wait] for wait in wanted.waits if wait in tasks)),
        "sources": list(wanted.sources),
    }


def _keys(tasks: Iterable[PlannedTask]) -> dict[str, None]:
    return dict.fromkeys(task.desired.key for task in tasks)


def _write_csv(built: Built, name: str) -> None:
    plan = built.draft.plan
    versions = {module.module: module.version for module in built.catalogue.modules.values()}
    versions[RED_FLAGS] = built.catalogue.clinical.red_flags.version
    words = InWords(built.catalogue).text
    sheet = Sheet(today=plan.inputs.start, versions=versions, address="", words=words)
    chunks = write(task_lines(plan, built.standings, sheet))
    if name == STANDARD_OUTPUT:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        return
    try:
        Path(name).write_bytes(b"".join(chunks))
    except OSError as error:
        raise InvalidInput(f"--csv {name} cannot be written: {error.strerror}. Give the path of a file.") from None
