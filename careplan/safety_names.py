"""What the safety rules ask about beyond facts: planned procedures, doses over time, orders, reports.

Each name is computed from the record of one patient for one day; None while it cannot be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from careplan.condition_language import Lookup, Value
from careplan.finding import FindingId
from careplan.medicine import OPIOID, MedicineFile
from careplan.patient import FUSING, NEEDLE_PROCEDURES, Operation, OperationProcedure, Procedure, ProcedureKind
from careplan.safety_record import Reading, SafetyRecord, TaskGroups

LONG_TERM_DAYS: Final = 90
"""An opioid taken this long is long-term (usual practice)."""
REVIEW_AFTER_START_DAYS: Final = 28
"""A started or raised opioid is reviewed within 1 to 4 weeks (CDC22, M07)."""
FUSION_HEALING_DAYS: Final = 90
"""NSAIDs count within so many days of a fusion (M21)."""
CT_AGAIN_DAYS: Final = 90
"""A CT of the same region within so many days (M26)."""
YEAR: Final = 365

_DECOMPRESSION: Final = frozenset(
    {
        OperationProcedure.LAMINECTOMY,
        OperationProcedure.LAMINOTOMY_FORAMINOTOMY,
        OperationProcedure.DISKECTOMY_OPEN,
        OperationProcedure.MICRODISKECTOMY,
    }
)
_SPINAL: Final = frozenset({ProcedureKind.EPIDURAL, ProcedureKind.BLOCK, ProcedureKind.ADHESIOLYSIS})
_STIMULATOR: Final = frozenset({ProcedureKind.SCS_TRIAL, ProcedureKind.SCS_IMPLANT})
_INFECTION_SIGNS: Final = ("h_fever", "h_wound", "l_crp_high")


def safety_lookup(record: SafetyRecord, known: MedicineFile, groups: TaskGroups) -> Lookup:
    """Return a lookup that knows `NAMES` besides the facts and gates of the record."""
    reading = Reading(record, known, groups)

    def find(name: str) -> Value | None:
        compute = _NAMES.get(name)
        if compute:
            return _as_value(compute(reading))
        stated = record.lookup(name)
        return stated if stated is not None else reading.classes.get(name)

    return find


def _as_value(answer: bool | float | None) -> Value | None:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return None if answer is None else float(answer)


def _opioid_raised(reading: Reading) -> bool | None:
    if not reading.opioid():
        return reading.opioid()
    window = timedelta(days=REVIEW_AFTER_START_DAYS)
    starts = [m.started for m in reading.taken(OPIOID) if m.started]
    if any(timedelta(0) <= reading.record.on - day <= window for day in starts):
        return True
    doses = reading.doses()
    if len(doses) >= 2 and doses[-1][1] > doses[-2][1] and reading.record.on - doses[-1][0] <= window:
        return True
    return False if starts or len(doses) >= 2 else None


def _opioid_review_days(reading: Reading) -> float | None:
    days = [m.last_review or m.started for m in reading.taken(OPIOID)]
    return max((reading.days_since(day) for day in days if day), default=None)


def _mme_fell(reading: Reading) -> bool | None:
    doses = reading.doses()
    if len(doses) < 2:
        return None
    (_, before), (_, now) = doses[-2:]
    return before > 0 and now <= before / 2


def _long_term_opioid(reading: Reading) -> bool | None:
    if not reading.opioid():
        return reading.opioid()
    starts = [m.started for m in reading.taken(OPIOID)]
    if any(day and reading.days_since(day) >= LONG_TERM_DAYS for day in starts):
        return True
    return False if starts and all(starts) else None


def _epidural_planned(reading: Reading) -> bool:
    return any(p.kind == ProcedureKind.EPIDURAL for p in reading.planned()) or _injection_decided(reading)


def _injection_decided(reading: Reading) -> bool:
    """Whether an injection was decided on and none was planned or given yet: it may be an epidural with steroid."""
    return reading.gate("injection") and not any(p.kind in NEEDLE_PROCEDURES for p in reading.of_plan())


def _steroid(procedure: Procedure) -> bool:
    """Whether it holds steroid: an epidural does unless somebody said that it does not."""
    return bool(procedure.steroid) or (procedure.kind == ProcedureKind.EPIDURAL and procedure.steroid is None)


def _steroid_planned(reading: Reading) -> bool:
    return any(_steroid(p) for p in reading.planned()) or _injection_decided(reading)


def _procedure_planned(reading: Reading) -> bool:
    implanted = any(p.kind == ProcedureKind.SCS_IMPLANT for p in reading.done())
    return any(reading.planned()) or _injection_decided(reading) or (reading.gate("scs") and not implanted)


def _repeat_planned(reading: Reading) -> bool:
    done = {p.kind for p in reading.done()}
    return any(p.kind in done for p in reading.planned())


def _last_epidural_steroid(reading: Reading) -> float | None:
    days = [reading.days_since(p.done) for p in _epidural_steroids(reading) if p.done]
    return min(days, default=None)


def _epidural_steroids(reading: Reading) -> Iterator[Procedure]:
    return (p for p in reading.done() if p.kind == ProcedureKind.EPIDURAL and _steroid(p))


def _epidural_steroids_in_year(reading: Reading) -> float:
    regions = [p.region for p in _epidural_steroids(reading) if p.done and reading.days_since(p.done) < YEAR]
    return float(max((regions.count(region) for region in regions), default=0))


def _steroid_before(reading: Reading, *, fusion: bool) -> float | None:
    """Days from the last spinal steroid, given or planned, to the planned operation of that kind."""
    steroids = [p.done or p.planned for p in reading.record.patient.procedures if is_spinal_steroid(p)]
    planned = reading.operations(done=False)
    gaps = [
        (op.day - day).days
        for op in planned
        if op.day and _is_of_kind(op, reading, fusion=fusion)
        for day in steroids
        if day and day <= op.day
    ]
    return min(gaps, default=None)


def is_spinal_steroid(procedure: Procedure) -> bool:
    """Whether it puts steroid into the spine, and was not cancelled."""
    return procedure.kind in _SPINAL and _steroid(procedure) and not procedure.cancelled


def _is_of_kind(op: Operation, reading: Reading, *, fusion: bool) -> bool:
    planned = reading.record.lookup("fusion_planned")
    fuses = bool(FUSING & set(op.procedures)) or planned == "yes"
    if fusion:
        return fuses
    return not fuses and (bool(_DECOMPRESSION & set(op.procedures)) or planned == "no")


def _infection_sign(reading: Reading) -> bool | None:
    answers = [reading.record.findings.get(sign) for sign in _INFECTION_SIGNS]
    if "yes" in answers or "RF03" in reading.record.red_flags:
        return True
    return None if None in answers else False


def _nsaid_days(reading: Reading) -> float | None:
    return max((reading.days_since(m.started) for m in reading.taken("nsaid") if m.started), default=None)


def _fusion_within_90_days(reading: Reading) -> bool | None:
    done = list(reading.operations(done=True))
    fused = [op.day for op in done if FUSING & set(op.procedures)]
    if any(day and 0 <= reading.days_since(day) <= FUSION_HEALING_DAYS for day in fused):
        return True
    return None if not done or None in fused else False


def _non_union(reading: Reading) -> bool | None:
    grade = reading.record.lookup("fusion_grade")
    answer = reading.record.findings.get("i_ct_nonunion")
    if grade == "not_fused" or answer == "yes":
        return True
    return False if answer == "no" or grade == "fused" else None


def _fact_or_finding(fact: str, *findings: FindingId) -> Callable[[Reading], bool | None]:
    def answer(reading: Reading) -> bool | None:
        stated = reading.record.lookup(fact)
        known = [stated, *(reading.record.findings.get(finding) for finding in findings)]
        return True if "yes" in known else (None if None in known else False)

    return answer


def _ordered(*groups: str) -> Callable[[Reading], bool]:
    return lambda reading: any(getattr(reading.groups, group) & reading.record.open_tasks for group in groups)


def _ct_within_90_days(reading: Reading) -> bool:
    done = (day for task, day in reading.record.done_tasks.items() if task in reading.groups.ct)
    return any(0 <= reading.days_since(day) <= CT_AGAIN_DAYS for day in done)


_NAMES: Final[dict[str, Callable[[Reading], bool | float | None]]] = {
    "opioid": Reading.opioid,
    "mme_at_least": Reading.at_least,
    "mme_computable": lambda r: None if r.record.patient.medicines is None else r.dose.value is not None,
    "opioid_raised": _opioid_raised,
    "opioid_review_days": _opioid_review_days,
    "mme_fell": _mme_fell,
    "long_term_opioid": _long_term_opioid,
    "procedure_planned": _procedure_planned,
    "epidural_planned": _epidural_planned,
    "steroid_planned": _steroid_planned,
    "repeat_injection_planned": _repeat_planned,
    "days_since_epidural_steroid": _last_epidural_steroid,
    "epidural_steroids_in_year": _epidural_steroids_in_year,
    "steroid_days_before_fusion": lambda r: _steroid_before(r, fusion=True),
    "steroid_days_before_decompression": lambda r: _steroid_before(r, fusion=False),
    "infection_sign": _infection_sign,
    "nsaid_days": _nsaid_days,
    "fusion_within_90_days": _fusion_within_90_days,
    "non_union": _non_union,
    "sciatica": _fact_or_finding("leg_signs", "x_slr", "h_leg_dominant"),
    "claudication": _fact_or_finding("claudication", "h_claudication"),
    "stimulator_in_place": lambda r: any(p.kind in _STIMULATOR for p in r.done()),
    "psychological_report": lambda r: bool(r.groups.psychological & r.record.done_tasks.keys()),
    "contrast_mri_ordered": _ordered("contrast_mri"),
    "xray_or_ct_ordered": _ordered("xray", "ct"),
    "ct_ordered": _ordered("ct"),
    "ct_within_90_days": _ct_within_90_days,
}

ABOUT_PROCEDURES: Final = frozenset(
    """procedure_planned repeat_injection_planned steroid_planned epidural_planned days_since_epidural_steroid
    epidural_steroids_in_year steroid_days_before_fusion steroid_days_before_decompression""".split()
)
"""Names about procedures and operations: their days are entered beside the plan's other dates."""
STATED_AS: Final = {
    "opioid": ("opioid_mme",),
    "mme_at_least": ("opioid_mme",),
    "infection_sign": _INFECTION_SIGNS,
    "non_union": ("fusion_grade", "i_ct_nonunion"),
    "sciatica": ("leg_signs", "x_slr", "h_leg_dominant"),
    "claudication": ("claudication", "h_claudication"),
}
"""What people enter that such a name is computed from."""
NAMES: Final = frozenset(_NAMES)
"""What `safety_lookup` adds to the facts; data/safety_rules.toml and `opens_when` of red flags may ask about them."""
