"""Plans as one FHIR R4 Bundle (collection), streamed: every reference leads to an entry of it.

What plans share (a patient, a person, a value) stands in it once. The Bundle has no timestamp: the same records on the
same day give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Final

from careplan.errors import InvalidInput
from careplan.exchange.fhir_conditions import condition, flag
from careplan.exchange.fhir_goals import goal
from careplan.exchange.fhir_observations import missing_observation, observation
from careplan.exchange.fhir_parts import Part, resource_json
from careplan.exchange.fhir_patient import done_and_planned, patient, practitioner, practitioner_role
from careplan.exchange.fhir_plan import care_plan, care_team, made, signed
from careplan.exchange.fhir_record import PlanTold, holder_id
from careplan.exchange.fhir_tasks import task, waits
from careplan.sign_off import SignState

MIME: Final = "application/fhir+json"
_BEGIN: Final = '{"resourceType":"Bundle","type":"collection"'


def write(plans: Iterable[PlanTold]) -> Iterator[bytes]:
    """Yield the Bundle, one chunk a plan; of no plan, a Bundle without entries. Raises InvalidInput."""
    yield _BEGIN.encode()
    shared: set[str] = set()
    between = ',"entry":['
    for told in plans:
        entries = [*_entries(told, shared)]
        yield (between + ",".join(entries)).encode()
        between = ","
    yield b"]}" if between == "," else b"}"


def resources(told: PlanTold) -> Iterator[tuple[str, Part]]:
    """Yield every resource of a plan with the name that its address is made of."""
    people = ((account, practitioner(told, account)) for account in told.accounts())
    roles = ((holder_id(role, who), practitioner_role(told, role, who)) for role, who in told.holders())
    values = (observation(told, taken) for taken in told.values)
    own: Iterator[Part] = chain(
        (care_plan(told), care_team(told)),
        (condition(told, cause) for cause in told.plan.inputs.causes),
        (flag(told, found) for found in told.plan.inputs.flags),
        (goal(told, sought) for sought in told.plan.goals),
        (task(told, planned) for planned in told.plan.tasks.values()),
        filter(None, (waits(told),)),
        values,
        (missing_observation(told, missed) for missed in told.missing),
        done_and_planned(told),
        (made(told), *(signed(told, word) for word in told.signed if word.state is not SignState.ABSENT)),
    )
    yield told.patient.id, patient(told)
    yield from chain(people, roles, ((part["id"], part) for part in own))


def _entries(told: PlanTold, known: set[str]) -> Iterator[str]:
    """Yield the entries of a plan that are not `known` yet, which grows by what another plan may tell again."""
    for name, part in resources(told):
        kind = part["resourceType"]
        url = told.ids.url(kind, name)
        if url in known:
            continue
        if kind not in _OF_ONE_PLAN:
            known.add(url)
        yield f'{{"fullUrl":"{url}","resource":{_checked(part)}}}'


def _checked(part: Part) -> str:
    """Return a resource as JSON; raises InvalidInput where what is kept is nothing that FHIR may say."""
    try:
        return resource_json(part)
    except ValueError as error:
        what = f"{part['resourceType']} {part['id']}"
        why = [
            line.partition(" [type=")[0] for line in str(error).splitlines()[1:3]
        ]  # behind it stands the text itself
        raise InvalidInput(
            f"{what} cannot be told in FHIR: {': '.join(map(str.strip, why))}. No file is made."
        ) from error


_OF_ONE_PLAN: Final = frozenset(
    {"CarePlan", "CareTeam", "Condition", "Flag", "Goal", "Task", "RequestGroup", "Provenance"}
)
"""Types whose records belong to one plan, so that no other plan tells them again."""


def file_name(on: date) -> str:
    """Return the name under which the file is offered."""
    return f"careplan-fhir-{on:%Y-%m-%d}.json"
