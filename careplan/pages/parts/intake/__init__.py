"""The new-plan screen as one inline component: the intake at the left, what follows of it at the right."""

from careplan.pages.parts.intake.component import intake_sheet
from careplan.pages.parts.intake.message import Message, Press
from careplan.pages.parts.intake.sheet_data import Said, sheet_data

__all__ = ["Message", "Press", "Said", "intake_sheet", "sheet_data"]
