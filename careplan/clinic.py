"""What a running program has open: the store, the catalogue, the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from careplan.catalogue import Catalogue, InWords, load, template_set
from careplan.clinical_content import ClinicalContent
from careplan.clock import Clock
from careplan.computed_plan import ComputedPlan, ComputedPlans
from careplan.identity import RED_FLAGS
from careplan.plan import CarePlan
from careplan.settings import Settings
from careplan.store import Store
from careplan.team import RoleId
from careplan.template_set import TemplateSet


@dataclass(frozen=True, slots=True)
class Clinic:
    """One open clinic; made once when the program starts and passed down."""

    store: Store
    catalogue: Catalogue
    templates: TemplateSet
    clock: Clock
    settings: Settings
    computed: ComputedPlans = field(default_factory=ComputedPlans, compare=False, repr=False)
    words: InWords = field(init=False, compare=False, repr=False)
    """What the texts of the catalogue say to people."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", InWords(self.catalogue))

    @property
    def content(self) -> ClinicalContent:
        """The clinical files of the catalogue."""
        return self.catalogue.clinical

    @property
    def versions(self) -> dict[str, int]:
        """The version of each template module and of the list of red flags, as a new plan names them."""
        modules = {module.module: module.version for module in self.catalogue.modules.values()}
        return modules | {RED_FLAGS: self.content.red_flags.version}

    def now(self) -> datetime:
        """Return this moment in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """Return the day in the clinic's zone."""
        return self.clock.today()

    def compute(self, plan: CarePlan) -> ComputedPlan:
        """Return how the tasks of a plan stand and what its templates ask for."""
        return self.computed.of(plan, self.templates)

    def role_words(self, role: RoleId) -> str:
        """Return the words for a role on screens."""
        known = self.catalogue.roles.get(role)
        return known.label if known else role

    def cause_words(self, cause: str) -> str:
        """Return the words for a suspected cause on screens."""
        known = self.content.causes.picks.get(cause)
        return known.short if known else cause


def open_clinic(settings: Settings, database: str | None = None) -> Clinic:
    """Open the store and read the catalogue; raises NotReady or InvalidTemplate with what stands in the way."""
    catalogue = load()
    return Clinic(
        store=Store.open(database or settings.database_url, home=settings.home),
        catalogue=catalogue,
        templates=template_set(catalogue),
        clock=Clock(settings.time_zone, settings.today),
        settings=settings,
    )
