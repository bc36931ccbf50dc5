"""Words for tests about findings: the shipped content, and short ways to ask it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from careplan.assessment import Assessment, assess
from careplan.clinical_content import ClinicalContent
from careplan.condition_language import Lookup, Value
from careplan.finding import Answer
from tests.known_catalogue import known_catalogue

VIGNETTES = Path(__file__).parents[1] / "data" / "demo" / "vignettes"


def content() -> ClinicalContent:
    """The clinical content that came with the program."""
    return known_catalogue().clinical


def knows(**facts: Value) -> Lookup:
    """A lookup that knows these facts and gates (`gate_scs="yes"` is gate.scs) and nothing else."""
    known = {name.replace("gate_", "gate.", 1) if name.startswith("gate_") else name: v for name, v in facts.items()}
    return known.get


def history(*facts: str) -> Lookup:
    """A lookup in which these facts are yes, those of the history otherwise no, and all else is not known."""
    needed = ("fusion_present", "implant_present", "prior_disc_surgery", "prior_decompression")
    return knows(**{fact: "yes" if fact in facts else "no" for fact in needed})


def yes(*findings: str) -> dict[str, Answer]:
    """These findings answered yes and what they exclude answered no."""
    return content().findings.completed({finding: "yes" for finding in findings})


def suggested(
    answers: Mapping[str, Answer], lookup: Lookup, *, red_flags: Iterable[str] = (), recovering: bool = False
) -> Assessment:
    """What the shipped weights suggest."""
    return assess(content().assessment, answers, lookup, red_flags=set(red_flags), recovering=recovering)


def scores(found: Assessment) -> dict[str, int]:
    """The score of every cause and contributing factor that is shown."""
    return {one.cause.id: one.score for one in (*found.causes, *found.contributing)}
