"""What is known of a patient before a plan: read from INTAKE.json or filled in on a screen."""

from careplan.intake.checks import medicine_refusals
from careplan.intake.continued import continued, last_value, medicines_as_kept
from careplan.intake.contradictions import Contradiction, contradictions
from careplan.intake.first_look import FirstLook, first_look, known_answers, look_at, record_says, stated_findings
from careplan.intake.form import IntakeForm, MedicineEntry
from careplan.intake.intake import Intake, from_form, read_intake
from careplan.intake.unscreened import unscreened

__all__ = [
    "Contradiction",
    "FirstLook",
    "Intake",
    "IntakeForm",
    "MedicineEntry",
    "continued",
    "contradictions",
    "first_look",
    "from_form",
    "known_answers",
    "last_value",
    "look_at",
    "medicine_refusals",
    "medicines_as_kept",
    "read_intake",
    "record_says",
    "stated_findings",
    "unscreened",
]
