"""Taking what was ticked of a measures file: corrections and visits, as the Outcomes screen makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from careplan.coordination.acting import keep
from careplan.coordination.corrections import correcting, refuse_correction
from careplan.coordination.done import Done
from careplan.coordination.measures_file import refused_of, visit_of, wanted_of
from careplan.coordination.offers import Offered, Taking, refused
from careplan.coordination.opened_plan import open_plan
from careplan.coordination.visits import keep_visit
from careplan.errors import CarePlanError
from careplan.exchange.difference import PassedOver
from careplan.exchange.measure_difference import NewValue


def take_values(run: Taking, taken: Collection[str], wrong: list[PassedOver]) -> Iterator[Done]:
    """Yield what was done of the ticked cells and rows; what could not be is put with `wrong`."""
    cells: defaultdict[str, list[Offered]] = defaultdict(list)
    visits: defaultdict[tuple[str, date], list[NewValue]] = defaultdict(list)
    for one in run.found.cells:
        if one.key in taken:
            cells[one.cell.id].append(one)
    for new in run.found.added:
        if new.key in taken and isinstance(new.new, NewValue):
            visits[new.new.plan_id, new.new.date].append(new.new)
    for shown_id, offers in cells.items():
        yield from _corrected(run, shown_id, offers, wrong)
    for (plan_id, _), rows in visits.items():
        yield from _recorded(run, plan_id, rows, wrong)


def _corrected(run: Taking, shown_id: str, offers: list[Offered], wrong: list[PassedOver]) -> Iterator[Done]:
    """Correct a value; what is refused while it is written takes the whole file back."""
    plan_id, kept = run.found.values[shown_id]
    try:
        value, right = wanted_of(kept, {one.cell.column: one.cell.value for one in offers})
        opened = open_plan(run.clinic, run.records, plan_id, run.actor)
        refuse_correction(run.records, opened, value, right, reason=run.because)
    except CarePlanError as error:
        wrong += [refused(one.cell, error) for one in offers]
    else:
        made = correcting(run.records, opened, value, right, reason=run.because)
        yield keep(run.records, opened, made, act=run.act)


def _recorded(run: Taking, plan_id: str, rows: list[NewValue], wrong: list[PassedOver]) -> Iterator[Done]:
    """Record the values of one day, without those that somebody made impossible since."""
    opened = open_plan(run.clinic, run.records, plan_id, run.actor)
    refusals = refused_of(opened, rows)
    wrong += refusals
    left = [one for one in rows if one.row not in {refusal.row for refusal in refusals}]
    if left:
        yield keep_visit(run.records, opened, visit_of(left), act=run.act)
