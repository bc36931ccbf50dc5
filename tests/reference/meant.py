"""Where the catalogue is meant to differ from the clinical reference, each time with the reason."""

from __future__ import annotations

Cell = tuple[str, str, str]
"""Table, row and column."""

_ONE_OF_SEVERAL = "the table defines several facts in one row; the words in brackets belong to another of them"
_SIGN = "a person reads the sign ≥ (tests/test_clinical_content.py)"
_TASKS_NAMED = "the tasks that the table describes, by their ids"

MEANT: dict[Cell, tuple[str, str]] = {
    ("evidence", "usual-practice", "show to users as"): (
        "Usual practice: needs the clinician’s own judgement",
        "screens set the typographic apostrophe",
    ),
    ("gates", "gate.surgery", "set in task"): (
        "K11, SC13, FF16, RC13, AR07, HW06, ID07, WS07, AS08, MA07, IN07, FP07, SJ07, IF05",
        _TASKS_NAMED,
    ),
    ("gates", "gate.injection", "set in task"): ("K11, SC09, RC10, ID06, AS06", _TASKS_NAMED),
    ("gates", "gate.scs", "set in task"): ("K11, SC12, AR08, NP08", _TASKS_NAMED),
    ("gates", "gate.injection", "set by"): ("pain specialist", "the role is written out, as it is shown"),
    ("gates", "gate.scs", "set by"): ("pain specialist", "the role is written out, as it is shown"),
    **{
        ("facts", fact, "definition"): ("from the medicine list", _ONE_OF_SEVERAL)
        for fact in ("gabapentinoid", "benzodiazepine", "nsaid", "systemic_steroid")
    },
    **{
        ("facts", fact, "definition"): ("from the surgical history", _ONE_OF_SEVERAL)
        for fact in ("fusion_present", "implant_present", "prior_disc_surgery")
    },
    ("facts", "fusion_grade", "definition"): (
        "fused, uncertain, not_fused, unknown (worst level); unknown is kept as no answer",
        "PLAN_RULES R9: the value unknown of a list is the same as no answer",
    ),
    ("facts", "injection_relief_days", "definition"): (
        "from J02, J04, FP03, SJ01, SJ04; known when relief has ended or 90 days have passed",
        "PLAN_RULES R9 says when it is known",
    ),
    ("findings", "s_neuropathic", "yes means"): ("painDETECT ≥ 19 or DN4 ≥ 4 or S-LANSS ≥ 12", _SIGN),
    ("findings", "s_psych", "yes means"): (
        "PCS ≥ 30 or TSK > 37 or PHQ-9 ≥ 10 or GAD-7 ≥ 10 or STarT psychosocial ≥ 4",
        _SIGN,
    ),
    ("cause_fields", "unrelated_cause tests of choice, in order", "content"): (
        "1 By suspicion: hip X-ray; 2 ankle-brachial index; 3 blood tests; 4 neck MRI",
        "four tests, each of which makes other findings known: what would settle it names those still missing",
    ),
    ("red_flags", "RF15", "ask or trigger"): (
        "Arm tingling or clumsy hands, unsteady gait, brisk reflexes, electric shock on bending the neck, numb arms",
        "it is a question to a patient; that the sign comes from the seeds is said by its sources",
    ),
    ("safety_rules", "M05", "message and effect"): (
        "MME a day is not computable, which does not mean 0: "
        "an opioid without a factor, or its dose, unit or frequency is missing",
        "the table tells the program what to show; a clinician reads what that means, in the words of its “when”",
    ),
    ("merge_groups", "mri_contrast", "task ids"): (
        "IF03, SC01, RC01, AR01, AS01, IN03, NP02, WS03, NI03",
        "PLAN_RULES R6: in mri_contrast IF03 stands first",
    ),
    ("measures", "eq5d_profile", "better"): (
        "lower",
        "a word for the program; that it is each digit is said by range and scoring, and digits are never added",
    ),
    ("notices", "data", "text"): (
        "The demonstration patients are invented. "
        "Real patient data need the clinic's own privacy and security measures.",
        "a sentence begins with a capital",
    ),
}
"""What the catalogue says instead, and why."""

ADDED = {
    ("roles", "nurse"): "PLAN_RULES R31",
    ("roles", "admin"): "an account that owns no task (SAFETY 5)",
    ("roles", "viewer"): "an account that owns no task (SAFETY 5)",
    ("facts", "phq9_item9"): "PLAN_RULES R15",
    ("facts", "pcs"): "a part of the derived psych_flag",
    ("facts", "startback_psychosocial"): "a part of the derived psych_flag",
    ("facts", "paindetect"): "a part of the derived neuropathic_positive",
    ("facts", "dn4"): "a part of the derived neuropathic_positive",
    ("facts", "s_lanss"): "a part of the derived neuropathic_positive",
    ("facts", "dxa_t"): "a part of the derived bone_flag",
    ("facts", "vitamin_d"): "a part of the derived bone_flag",
    ("facts", "fragility_fracture"): "a part of the derived bone_flag",
}
"""Rows that the reference has not, and why they are there."""

NOT_DATA = {("evidence", "meaning")}
"""Columns that are told in docs/how-to-add-a-template.md instead."""
