"""Where the records are kept: SQL inside, models outside. Rows and connections never leave this package."""

from careplan.store.accounts import Account
from careplan.store.agenda_rows import AgendaRow
from careplan.store.audit_chain import Break
from careplan.store.audit_head import AuditHead, Difference, difference
from careplan.store.audit_list import AuditFilter
from careplan.store.badges import Badges
from careplan.store.break_glass import Opening
from careplan.store.calendar_tasks import CalendarTask
from careplan.store.comments import Comment
from careplan.store.events import EventFilter, Touched
from careplan.store.meetings import CaseEntry, Kind, Meeting
from careplan.store.next_action import NextAction
from careplan.store.observations import ObservationRecord
from careplan.store.patients import PatientRecord
from careplan.store.plan_decisions import GateDecision
from careplan.store.plan_export import PlanExportRow
from careplan.store.plan_list import PlanFilter, PlanRow, PlanSort
from careplan.store.plan_record import PlanRecord
from careplan.store.private_addresses import AddressKind, PrivateAddress
from careplan.store.read_marks import PLACE, READ
from careplan.store.records import Records
from careplan.store.red_flags import FlagRecord
from careplan.store.sign_offs import SignOff
from careplan.store.store import Store
from careplan.store.task_export import ExportFilter, ExportRow
from careplan.store.task_lists import Place, TaskRow, Written
from careplan.store.tasks import WaitedFor
from careplan.store.teams import CareTeam
from careplan.store.unanswered import Deadlines
from careplan.store.verify import Verified
from careplan.store.work_list import SOON_DAYS, Section

__all__ = [
    "PLACE",
    "READ",
    "SOON_DAYS",
    "Account",
    "AddressKind",
    "AgendaRow",
    "AuditFilter",
    "AuditHead",
    "Badges",
    "Break",
    "CalendarTask",
    "CareTeam",
    "CaseEntry",
    "Comment",
    "Deadlines",
    "Difference",
    "EventFilter",
    "ExportFilter",
    "ExportRow",
    "FlagRecord",
    "GateDecision",
    "Kind",
    "Meeting",
    "NextAction",
    "ObservationRecord",
    "Opening",
    "PatientRecord",
    "Place",
    "PlanExportRow",
    "PlanFilter",
    "PlanRecord",
    "PlanRow",
    "PlanSort",
    "PrivateAddress",
    "Records",
    "Section",
    "SignOff",
    "Store",
    "TaskRow",
    "Touched",
    "Verified",
    "WaitedFor",
    "Written",
    "difference",
]
