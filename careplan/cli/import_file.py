"""careplan import FILE --database URL --as NAME [--apply]"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

import click

from careplan.cli.import_fhir import Into, import_fhir
from careplan.cli.open_database import database_option, opened
from careplan.coordination.console_accounts import person
from careplan.coordination.import_apply import apply_file
from careplan.coordination.importing import SAID_NO, preview
from careplan.coordination.offers import Offered, OfferedRow, Preview
from careplan.errors import InvalidInput
from careplan.exchange.csv_days import DayOrder
from careplan.exchange.csv_reading import CAPS
from careplan.exchange.csv_text import shown
from careplan.exchange.difference import PassedOver
from careplan.exchange.fhir_reading import looks_like_fhir
from careplan.exchange.measure_difference import NewValue
from careplan.unseen import visible_on_terminal

_ORDERS: Final = {order.value.replace("_", "-"): order for order in DayOrder}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database_option
@click.option("--as", "name", metavar="NAME", required=True, help="The account that imports; its rights count.")
@click.option("--apply", "take", is_flag=True, help="Write what is marked with a plus.")
@click.option("--days", type=click.Choice(list(_ORDERS)), help="How the file writes days, where that is not clear.")
@click.option(
    "--reason", metavar="WORDS", default="", help="Why work of other roles is changed, or a value is corrected."
)
@click.option("--plan", metavar="ID", help="Of FHIR: the plan that its tasks and goals join, such as PL-0042-01.")
@click.option("--role", metavar="CODE", help="Of FHIR: who does what the file names no role for.")
@click.option("--of", "whose", metavar="WORDS", help="Of FHIR: whose plans, of a file that holds those of several.")
def import_file(
    file: Path,
    database: str | None,
    name: str,
    take: bool,
    days: str | None,
    reason: str,
    plan: str | None,
    role: str | None,
    whose: str | None,
) -> None:
    """Say what a file would change, or change it.

    It is one of tasks or measures that was edited, or FHIR of another clinic. A plus stands before what is taken. A
    question mark stands before what is only taken on the screen: an emptied cell, one that somebody else changed too,
    an activity that is over. A minus stands before what is refused.

    FHIR is told value by value: used, kept as text, not understood.
    """
    data = BytesIO(_bytes_of(file))
    order = _ORDERS[days] if days else None
    with opened(database) as clinic:
        actor = person(clinic, name)
        if looks_like_fhir(data):
            import_fhir(clinic, data, actor, Into(plan, role, whose), take=take)
            return
        found = preview(clinic, data, actor=actor, order=order)
        if found.orders:
            ways = " or ".join(word for word, one in _ORDERS.items() if one in found.orders)
            raise InvalidInput(f"Its days can be read in more than one way. Say which with --days: {ways}.")
        _tell(found)
        taken = [one.key for one in found.offers if one.ticked]
        if not take or not taken:
            return
        came = apply_file(clinic, data, taken, looked_at=found, actor=actor, order=order, because=reason)
        _say(came.done.words)
        for one in came.refused:
            _say(_refused(one))


def _say(line: str) -> None:
    click.echo(visible_on_terminal(line))


def _bytes_of(file: Path) -> bytes:
    """Return what a file holds; one that is too large is not read."""
    with file.open("rb") as opened_file:
        return opened_file.read(CAPS.size + 1)


def _tell(found: Preview) -> None:
    for name in found.strange:
        _say(f"  Column {name} is not one of careplan’s. It is passed over.")
    for one in found.cells:
        _say(_offered(one))
    for new in found.added:
        _say(_added(new))
    for refused in found.passed_over:
        _say(_refused(refused))
    if found.says_nothing:
        _say(SAID_NO)


def _offered(one: Offered) -> str:
    mark = "+" if one.ticked else "?"
    met = f" ({one.met.by} changed it too; it was {one.met.was or 'empty'})" if one.met else ""
    before, after = one.cell.before or "empty", one.cell.after or "empty"
    return f"{mark} Row {one.cell.row}, {one.cell.id}, {one.cell.column}: {before} → {after}{met}"


def _added(one: OfferedRow) -> str:
    new, mark = one.new, "+" if one.ticked else "?"
    if isinstance(new, NewValue):
        return f"{mark} Row {new.row}: new value in {new.plan_id}: {new.measure} {shown(new.value)}, {new.date}"
    alike = "" if one.ticked else " (there is one of this title)"
    return f"{mark} Row {new.row}: new task in {new.plan_id}: {new.values['task']}{alike}"


def _refused(one: PassedOver) -> str:
    where = ", ".join(filter(None, (f"Row {one.row}", one.id, one.column)))
    return f"- {where}: {one.why}"
