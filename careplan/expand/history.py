"""What has become of a plan's tasks, as expansion asks for it, and which of it an expansion rests on."""

from __future__ import annotations

from collections.abc import Mapping

from careplan.identity import Identity
from careplan.plan_inputs import Closing, PlanInputs


class History:
    """Answers what became of a task, and notes that it was asked.

    What was never asked for cannot have made a difference: whatever becomes of it, the expansion is the same.
    """

    def __init__(self, inputs: PlanInputs) -> None:
        self._inputs = inputs
        self.looked_at: set[Identity] = set()

    def closing(self, identity: Identity) -> Closing | None:
        """Return when and how a task was closed."""
        self.looked_at.add(identity)
        return self._inputs.closed.get(identity)

    def is_finished(self, identity: Identity) -> bool:
        """Whether a task is no longer to be done: it was closed, or cancelled by a person."""
        self.looked_at.add(identity)
        return identity in self._inputs.closed or identity in self._inputs.cancelled


def undone(inputs: PlanInputs) -> Mapping[Identity, Closing]:
    """Return what was closed without being done, so that what waits for it may not simply go on (R17)."""
    return {identity: closing for identity, closing in inputs.closed.items() if not closing.satisfies}
