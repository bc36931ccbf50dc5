"""A plan while it is being entered: what was typed, what can be read of it, what was done already."""

from careplan.new_plan.already_done import Offer, already_done
from careplan.new_plan.changing import changed
from careplan.new_plan.entered import AddedTask, Entered, EnteredMedicine, EnteredOperation
from careplan.new_plan.reading import Reading, read_entered

__all__ = [
    "AddedTask",
    "Entered",
    "EnteredMedicine",
    "EnteredOperation",
    "Offer",
    "Reading",
    "already_done",
    "changed",
    "read_entered",
]
