"""A plan while it is being entered: what was typed, what can be read of it, what was done already."""

from careplan.new_plan.already_done import Offer, already_done
from careplan.new_plan.before_operation import EarlyTest, early_tests
from careplan.new_plan.birth_dates import BirthDates, is_agreed, two_birth_dates
from careplan.new_plan.changing import changed
from careplan.new_plan.entered import AddedTask, Entered, EnteredMedicine, EnteredOperation
from careplan.new_plan.nothing_else import nothing_else
from careplan.new_plan.on_record import entered_medicines, entered_operations, filled_in, without_record
from careplan.new_plan.reading import Reading, past_days, read_entered
from careplan.new_plan.typed_form import NEW_PATIENT

__all__ = [
    "NEW_PATIENT",
    "AddedTask",
    "BirthDates",
    "EarlyTest",
    "Entered",
    "EnteredMedicine",
    "EnteredOperation",
    "Offer",
    "Reading",
    "already_done",
    "changed",
    "early_tests",
    "entered_medicines",
    "entered_operations",
    "filled_in",
    "is_agreed",
    "nothing_else",
    "past_days",
    "read_entered",
    "two_birth_dates",
    "without_record",
]
