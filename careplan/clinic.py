"""What a running program has open: the store, the catalogue, the clock."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256

from careplan.catalogue import Catalogue, InWords, load, template_set
from careplan.clinical_content import ClinicalContent
from careplan.clock import Clock
from careplan.computed_plan import ComputedPlan, ComputedPlans
from careplan.errors import CarePlanError
from careplan.identity import RED_FLAGS
from careplan.identity_provider import IdentityProvider
from careplan.plan import CarePlan
from careplan.settings import Settings
from careplan.store import Store
from careplan.team import RoleId
from careplan.template import ModuleDefinition
from careplan.template_set import TemplateSet

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clinic:
    """One open clinic; made once when the program starts and passed down."""

    store: Store
    catalogue: Catalogue
    templates: TemplateSet
    clock: Clock
    settings: Settings
    computed: ComputedPlans = field(default_factory=ComputedPlans, compare=False, repr=False)
    older: Mapping[tuple[str, int], ModuleDefinition] = field(default_factory=dict, compare=False, repr=False)
    """Template versions that plans were made from and that are not the present ones any more, by module and version."""
    versions: Mapping[str, int] = field(init=False, compare=False, repr=False)
    """The version of each template module and of the list of red flags, as a new plan names them."""
    _sets: dict[frozenset[tuple[str, int]], TemplateSet] = field(default_factory=dict, compare=False, repr=False)
    words: InWords = field(init=False, compare=False, repr=False)
    """What the texts of the catalogue say to people."""
    provider: IdentityProvider | None = field(init=False, compare=False, repr=False)
    """By whom people may sign in too; None where the settings name nobody."""

    def __post_init__(self) -> None:
        present = {module.module: module.version for module in self.catalogue.modules.values()}
        object.__setattr__(self, "versions", present | {RED_FLAGS: self.content.red_flags.version})
        object.__setattr__(self, "words", InWords(self.catalogue))
        object.__setattr__(self, "provider", IdentityProvider(self.settings) if self.settings.oidc_issuer else None)

    @property
    def content(self) -> ClinicalContent:
        """The clinical files of the catalogue."""
        return self.catalogue.clinical

    def now(self) -> datetime:
        """Return this moment in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """Return the day in the clinic's zone."""
        return self.clock.today()

    def compute(self, plan: CarePlan) -> ComputedPlan:
        """Return how the tasks of a plan stand and what its templates ask for."""
        return self.computed.of(plan, self.templates_of(plan))

    def templates_of(self, plan: CarePlan) -> TemplateSet:
        """Return the templates that a plan goes by: the versions that it names (PLAN_RULES R30).

        In place of one that is not kept, or cannot be read any more, the present one counts.
        """
        older = {name: kept for name in plan.modules if (kept := self.older.get((name, plan.modules[name])))}
        if not older:
            return self.templates
        named = frozenset((name, module.version) for name, module in older.items())
        if named not in self._sets:
            self._sets[named] = self._with(older)
        return self._sets[named]

    def _with(self, older: Mapping[str, ModuleDefinition]) -> TemplateSet:
        present = self.catalogue.modules
        try:
            return template_set(self.catalogue, [older.get(name, present[name]) for name in present])
        except (CarePlanError, LookupError, ValueError):
            log.warning("Older versions of %s fit the other templates no longer.", ", ".join(sorted(older)))
            return self.templates

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
    clinic = Clinic(
        store=Store.open(
            database or settings.database_url, home=settings.home, any_file_system=settings.any_file_system
        ),
        catalogue=catalogue,
        templates=template_set(catalogue),
        clock=Clock(settings.time_zone, settings.today),
        settings=settings,
    )
    try:
        keep_templates(clinic)
        return replace(clinic, older=older_templates(clinic))
    except CarePlanError:
        clinic.store.close()
        raise


def older_templates(clinic: Clinic) -> dict[tuple[str, int], ModuleDefinition]:
    """Return the template versions that are kept besides the present ones; one that cannot be read is left out."""
    found = {}
    with clinic.store.reading() as records:
        for name, version in records.templates.digests():
            if clinic.versions.get(name) == version or name not in clinic.catalogue.modules:
                continue
            body = records.templates.body(name, version) or ""
            try:
                found[name, version] = ModuleDefinition.model_validate_json(body)
            except ValueError:
                log.warning("Version %s of %s cannot be read: its plans go by the present one.", version, name)
    return found


def keep_templates(clinic: Clinic) -> None:
    """Keep every template version that this clinic has not seen; one that it has is never another (PLAN_RULES R30).

    What is told apart is what a template says: comments and spaces of its file may change.

    Raises:
        InvalidTemplate: a version that is kept says something else now; nothing is changed.
    """
    with clinic.store.reading() as records:
        known = records.templates.digests()
    modules = clinic.catalogue.modules.values()
    bodies = {(module.module, module.version): module.model_dump_json(exclude_defaults=True) for module in modules}
    digests = {version: sha256(body.encode()).hexdigest() for version, body in bodies.items()}
    if digests.items() <= known.items():
        return
    with clinic.store.writing() as records:
        for (module, version), body in bodies.items():
            digest = digests[module, version]
            records.templates.keep(module, version, digest=digest, body=body, at=clinic.now())
