"""Everything that the store keeps, each thing behind its own small class, all in one transaction."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from careplan.store.absences import Absences
from careplan.store.accounts import Accounts
from careplan.store.audit_list import AuditTrail
from careplan.store.break_glass import BreakGlass
from careplan.store.calendar_tasks import CalendarTasks
from careplan.store.chain_heads import ChainHeads
from careplan.store.clinic_facts import ClinicFacts
from careplan.store.clinic_figures import ClinicFigures
from careplan.store.comments import Comments
from careplan.store.drafts import Drafts
from careplan.store.events import Events
from careplan.store.hand_offs import HandOffs
from careplan.store.keys import Keys
from careplan.store.links import OneTimeLinks
from careplan.store.meetings import Meetings
from careplan.store.news import News
from careplan.store.observations import Observations
from careplan.store.patients import Patients
from careplan.store.plan_versions import PlanVersions
from careplan.store.plans import Plans
from careplan.store.private_addresses import PrivateAddresses
from careplan.store.read_marks import ReadMarks
from careplan.store.recent_plans import RecentPlans
from careplan.store.red_flags import RedFlags
from careplan.store.rule_answers import RuleAnswers
from careplan.store.seen import Seen
from careplan.store.sessions import Sessions
from careplan.store.sign_in_failures import SignInFailures
from careplan.store.sign_offs import SignOffs
from careplan.store.tasks import Tasks
from careplan.store.teams import Teams
from careplan.store.templates import Templates


class Records:
    """The records within one transaction; of no use after it."""

    def __init__(self, connection: Connection, key: bytes, recent: RecentPlans, heads: ChainHeads) -> None:
        self._connection = connection
        self._key = key
        self._recent = recent
        self._heads = heads

    def let_go(self) -> None:
        """End a transaction that only read: what is read after it is as it is then, and writers need not wait."""
        self._connection.rollback()

    @cached_property
    def clinic(self) -> ClinicFacts:
        """What is true of the clinic as a whole."""
        return ClinicFacts(self._connection)

    @cached_property
    def accounts(self) -> Accounts:
        """Who may sign in."""
        return Accounts(self._connection)

    @cached_property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions(self._connection)

    @cached_property
    def links(self) -> OneTimeLinks:
        """Who may choose a password by a link."""
        return OneTimeLinks(self._connection)

    @cached_property
    def private_addresses(self) -> PrivateAddresses:
        """By which addresses programs read what a person may see."""
        return PrivateAddresses(self._connection)

    @cached_property
    def failures(self) -> SignInFailures:
        """How often a sign-in failed of late."""
        return SignInFailures(self._connection)

    @cached_property
    def teams(self) -> Teams:
        """Who works together."""
        return Teams(self._connection)

    @cached_property
    def absences(self) -> Absences:
        """Who is away, and who covers."""
        return Absences(self._connection)

    @cached_property
    def patients(self) -> Patients:
        """Who is under care."""
        return Patients(self._connection)

    @cached_property
    def observations(self) -> Observations:
        """Numbers about patients, by day."""
        return Observations(self._connection)

    @cached_property
    def red_flags(self) -> RedFlags:
        """What must be looked at first."""
        return RedFlags(self._connection)

    @cached_property
    def rule_answers(self) -> RuleAnswers:
        """What was answered to safety rules and conflicts."""
        return RuleAnswers(self._connection)

    @cached_property
    def plans(self) -> Plans:
        """Care plans, each as a whole."""
        return Plans(self._connection, self._recent)

    @cached_property
    def versions(self) -> PlanVersions:
        """Plans as they were before they were changed as a whole."""
        return PlanVersions(self._connection)

    @cached_property
    def tasks(self) -> Tasks:
        """Tasks as lists, over all plans."""
        return Tasks(self._connection)

    @cached_property
    def calendar_tasks(self) -> CalendarTasks:
        """Tasks as calendars have them."""
        return CalendarTasks(self._connection)

    @cached_property
    def figures(self) -> ClinicFigures:
        """What figures of the clinic rest on."""
        return ClinicFigures(self._connection)

    @cached_property
    def hand_offs(self) -> HandOffs:
        """Tasks that are offered and wait for an answer."""
        return HandOffs(self._connection)

    @cached_property
    def comments(self) -> Comments:
        """What the team says to one another."""
        return Comments(self._connection)

    @cached_property
    def events(self) -> Events:
        """The audit trail."""
        return Events(self._connection, self._key, self._heads)

    @cached_property
    def trail(self) -> AuditTrail:
        """The audit trail, to be read by people."""
        return AuditTrail(self._connection)

    @cached_property
    def seen(self) -> Seen:
        """How far each person has looked."""
        return Seen(self._connection)

    @cached_property
    def news(self) -> News:
        """What others changed since a person looked."""
        return News(self._connection)

    @cached_property
    def meetings(self) -> Meetings:
        """Review meetings, and what was said there."""
        return Meetings(self._connection)

    @cached_property
    def sign_offs(self) -> SignOffs:
        """Who signed the decisions of a plan."""
        return SignOffs(self._connection)

    @cached_property
    def break_glass(self) -> BreakGlass:
        """Who opened whose record in an emergency."""
        return BreakGlass(self._connection)

    @cached_property
    def read_marks(self) -> ReadMarks:
        """Which readings stand in the audit trail."""
        return ReadMarks(self._connection)

    @cached_property
    def drafts(self) -> Drafts:
        """What was typed and not sent."""
        return Drafts(self._connection)

    @cached_property
    def keys(self) -> Keys:
        """Which presses of a button were answered."""
        return Keys(self._connection)

    @cached_property
    def templates(self) -> Templates:
        """Template versions as they were."""
        return Templates(self._connection)
