"""Short lists of people and of their sign-ins: one inline component, each row with its buttons."""

from careplan.pages.parts.people.component import people_list
from careplan.pages.parts.people.contract import Button, PersonRow, Press

__all__ = ["Button", "PersonRow", "Press", "people_list"]
