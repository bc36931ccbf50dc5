"""Red-flag questions that the findings of an intake speak for, and that nobody has answered with yes (R25, R33)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from careplan.clinical_content import ClinicalContent
from careplan.finding import Answer, FindingId
from careplan.intake.contradictions import Contradiction
from careplan.intake.intake import Intake
from careplan.red_flag import RedFlagDefinition


def unscreened(
    intake: Intake, answers: Mapping[FindingId, Answer], content: ClinicalContent
) -> Iterator[Contradiction]:
    """Yield each red flag that is not ticked though a finding speaks for it.

    It is an error where the question was answered and a sign that it names was found; else it is asked. Nothing is
    opened by it.

    Args:
        answers: every finding that is known.
    """
    found = {finding for finding, answer in answers.items() if answer == "yes"}
    for flag, speaking in content.red_flags.spoken_for(found):
        if flag.id in intake.red_flags:
            continue
        signs = tuple(finding for finding in speaking if finding in flag.signs)
        refused = bool(signs) and intake.red_flags_answered
        words = _words(flag, signs or speaking, intake, content)
        yield Contradiction(
            "red_flags_fit_findings", "error" if refused else "warning", words, "R33" if signs else "R25"
        )


def _words(flag: RedFlagDefinition, found: Collection[FindingId], intake: Intake, content: ClinicalContent) -> str:
    names = " and ".join(f"“{content.findings.by_id[finding].text}”" for finding in found)
    asked = f"the red-flag question “{flag.name}”"
    if not intake.red_flags_answered:
        return f"You entered {names}: {asked} is not answered yet. It asks: {content.red_flags.in_words(flag.ask)}."
    answer = "is not ticked" if intake.red_flags else "is answered with none"
    if set(found) & set(flag.signs):
        return f"You entered {names}, and {asked} {answer}. Tick it, or take the finding back."
    asks = content.red_flags.in_words(flag.ask)
    return f"You entered {names}, and {asked} {answer}. Tick it if any of this holds: {asks[0].lower()}{asks[1:]}."
