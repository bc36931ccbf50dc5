"""Why a task is in the plan: what it is for, when it is done, who asks for it, and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from careplan.clinic import Clinic
from careplan.identity import BY_HAND, GROUP, MEETING, RED_FLAGS
from careplan.plan import PlannedTask
from careplan.task import Evidence
from careplan.template_words import EVIDENCE_WORDS
from careplan.working_days import date_words

_USUAL_AT_A_FLAG = "Usual practice, with the sources below: the clinician judges how to act on a red flag, not whether"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication behind the task; the address is empty where there is none."""

    id: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why the task is in the plan.

    Attributes:
        templates: title, version and task key of each template that asks for it.
        evidence: how well it is supported, in words.
    """

    why: str
    done_when: tuple[str, ...]
    templates: tuple[str, ...]
    evidence: tuple[str, ...]
    sources: tuple[Source, ...]


def why_of(clinic: Clinic, task: PlannedTask, versions: Mapping[str, int]) -> Why:
    """Return why a task is in the plan; `versions` are those of the templates that the plan names."""
    wanted, words = task.desired, clinic.words.text
    return Why(
        why=words(wanted.why),
        done_when=wanted.done_when if task.identity.module == BY_HAND else tuple(map(words, wanted.done_when)),
        templates=tuple(_template(clinic, member, versions) for member in wanted.members),
        evidence=_evidence(task),
        sources=tuple(_source(clinic, source) for source in wanted.sources),
    )


def meeting_words(day: date) -> str:
    """Return the meeting that a task comes from: Review 16 Mar 2026."""
    return f"Review {date_words(day)}"


def _evidence(task: PlannedTask) -> tuple[str, ...]:
    """Return how well a task is supported; at a red flag no words sound as if acting on it were a matter of choice."""
    words = dict(EVIDENCE_WORDS)
    if task.identity.module == RED_FLAGS:
        words[Evidence.USUAL_PRACTICE] = _USUAL_AT_A_FLAG
    return tuple(dict.fromkeys(words[mark] for mark in task.desired.evidence))


def _template(clinic: Clinic, member: str, versions: Mapping[str, int]) -> str:
    module, _, key = member.partition("/")
    if module == RED_FLAGS:
        return f"Red flag {key}"
    if module == MEETING:
        return meeting_words(date.fromisoformat(key))
    if module in (BY_HAND, GROUP):
        return "Added by hand"
    known = clinic.catalogue.modules.get(module)
    title = known.title if known else module
    version = versions.get(module) or (known.version if known else None)
    return f"{title}, version {version}, task {key}" if version else f"{title}, task {key}"


def _source(clinic: Clinic, source_id: str) -> Source:
    known = clinic.catalogue.sources.get(source_id)
    return Source(source_id, known.title, known.address) if known else Source(source_id, "", "")
