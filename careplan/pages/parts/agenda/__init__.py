"""The agenda of a review meeting: one inline component, a list beside a case and wider without one."""

from careplan.pages.parts.agenda.component import agenda_list
from careplan.pages.parts.agenda.contract import AgendaRow

__all__ = ["AgendaRow", "agenda_list"]
