"""What is known of a patient before a plan: read from INTAKE.json or filled in on a screen."""

from careplan.intake.continued import continued, last_value
from careplan.intake.contradictions import Contradiction, contradictions
from careplan.intake.first_look import FirstLook, first_look, look_at, record_says, stated_findings
from careplan.intake.form import IntakeForm
from careplan.intake.intake import Intake, from_form, read_intake

__all__ = [
    "Contradiction",
    "FirstLook",
    "Intake",
    "IntakeForm",
    "continued",
    "contradictions",
    "first_look",
    "from_form",
    "last_value",
    "look_at",
    "read_intake",
    "record_says",
    "stated_findings",
]
