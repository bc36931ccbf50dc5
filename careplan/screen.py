"""The screens: their addresses, titles and place in the navigation."""

from __future__ import annotations

from typing import Final, NamedTuple


class Screen(NamedTuple):
    """One screen.

    Attributes:
        name: its path in the address, and what `desk.go` calls it.
        title: the words for it in the navigation and the browser's tab.
        module: the module of careplan.pages whose `show(desk)` draws it; imported when it is first drawn.
        act: what a person must be allowed to do for the navigation to offer it. What is refused is refused by the act.
        under: the listed screen that it belongs to, where the navigation does not list it itself.
        or_act: another act, of which this one is enough too.
        in_menu: whether it stands in the menu at the person's name, and not in the row itself.
        gives_way: whether it stands in that menu where the row has no room for it, as on a phone.
        short: the beginning of its title that is seen there.
    """

    name: str
    title: str
    module: str
    act: str = ""
    under: str = ""
    or_act: str = ""
    in_menu: bool = False
    gives_way: bool = False
    short: str = ""


SCREENS: Final = (
    Screen("work", "My work", "my_work", act="task.start"),
    Screen("patients", "Patients", "patients", act="patient.read"),
    Screen("review", "Review meeting", "review", act="plan.read", short="Review"),
    Screen("clinic", "Clinic", "clinic", act="plan.read"),
    Screen("team", "Team and users", "team", act="team.cover", or_act="user.manage", in_menu=True),
    Screen("templates", "Templates", "templates", act="template.read", gives_way=True),
    Screen("new", "New plan", "new_plan", act="plan.create"),
    Screen("patient", "Patient", "patient", under="patients"),
    Screen("plan", "Plan", "plan", under="patients"),
    Screen("outcomes", "Outcomes", "outcomes", under="patients"),
    Screen("revise", "Revise plan", "revise", under="patients"),
    Screen("versions", "Versions", "versions", under="patients"),
    Screen(
        "data",
        "Export and import",
        "data",
        act="export.panel",
        or_act="import.preview",
        in_menu=True,
        gives_way=True,
        short="Export",
    ),
    Screen("audit", "Audit", "audit", act="audit.read_clinic", or_act="break_glass.review", in_menu=True),
    Screen("account", "Account", "account", in_menu=True),
)
FIRST: Final = SCREENS[0].name
"""Where a role's work stands: what its people see after sign-in, unless data/roles.toml names another screen for it."""

ADDRESSES: Final = frozenset(f"/{screen.name}" for screen in SCREENS)
"""The path of every screen; no other address is one."""
PRINTED: Final = "/print/"
"""Where documents have their addresses: of the kind, then of ids and days only."""
