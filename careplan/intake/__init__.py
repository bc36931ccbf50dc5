"""What is known of a patient before a plan: read from INTAKE.json or filled in on a screen."""

from careplan.intake.form import IntakeForm
from careplan.intake.intake import Intake, from_form, read_intake
from careplan.intake.outlook import Outlook, outlook

__all__ = ["Intake", "IntakeForm", "Outlook", "from_form", "outlook", "read_intake"]
