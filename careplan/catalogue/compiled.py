"""The catalogue as expansion needs it: every template compiled, causes mapped to modules, red flags to work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careplan.catalogue.catalogue import Catalogue
from careplan.red_flag import RedFlagDefinition, RedFlagFile
from careplan.team import RoleId
from careplan.template import ModuleDefinition
from careplan.template_set import BroughtForward, FlagWork, TemplateSet, compile_set

_ORDER = ("core", "cause", "added")
_HOURS_A_DAY = 24


def template_set(catalogue: Catalogue, modules: Iterable[ModuleDefinition] | None = None) -> TemplateSet:
    """Return the compiled set of a catalogue; of these versions of its modules where they are given."""
    versions = tuple(modules) if modules is not None else tuple(catalogue.modules.values())
    causes = catalogue.clinical.causes
    return compile_set(
        sorted(versions, key=lambda module: (_ORDER.index(module.kind), module.module)),
        catalogue.groups.values(),
        catalogue.facts,
        cause_modules={cause.id: cause.template for cause in causes.causes},
        subtypes={cause.id: cause.subtype for cause in causes.causes if cause.subtype},
        fallbacks=_fallbacks(catalogue),
        flags={
            flag.id: _flag_work(flag, catalogue.clinical.red_flags) for flag in catalogue.clinical.red_flags.red_flags
        },
        tests=dict(_tests(catalogue)),
    )


def _tests(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the tasks and merge groups that are a test, with what they ask; not where their own asks say it all."""
    own = {task.id: task.asks for module in catalogue.modules.values() for task in module.tasks}
    for examination in catalogue.examinations.values():
        for test in examination.tests:
            for name in test.tasks:
                members = catalogue.groups[name].members if name in catalogue.groups else (name,)
                asked = {ask for key in members for ask in own[key]}
                if any(test.questions(catalogue.clinical.findings, asked)):
                    yield name, test.ask


def _fallbacks(catalogue: Catalogue) -> dict[RoleId, RoleId]:
    return {role.id: role.fallback for role in catalogue.roles.values() if role.fallback}


def _flag_work(flag: RedFlagDefinition, file: RedFlagFile) -> FlagWork:
    urgency = file.urgencies[flag.urgency]
    return FlagWork(
        id=flag.id,
        title=flag.suspicion,
        action=flag.action,
        role=flag.role,
        days=0 if urgency.same_day else urgency.reply_hours // _HOURS_A_DAY,
        forward=tuple(
            BroughtForward(target, forward.within_days) for forward in flag.brings_forward for target in forward.tasks
        ),
        evidence=flag.evidence,
        sources=flag.sources,
        holds=frozenset(flag.holds),
        flag_class=flag.flag_class,
    )
