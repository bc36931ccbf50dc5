"""Makes the demo clinic: where it is missing, or anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from careplan.catalogue import load, template_set
from careplan.clinic import Clinic
from careplan.clock import Clock
from careplan.coordination.absences import note_absence
from careplan.demo.story import People, read_people, read_stories
from careplan.demo.walk import Walk
from careplan.errors import NotAllowed, NotReady
from careplan.settings import Settings
from careplan.store import Store


def make(place: str, *, settings: Settings, fresh: bool) -> bool:
    """Make the demo clinic in the database that the URL names and return whether there was anything to make.

    It is made in memory and then copied as a whole, so that a database file holds all of it or nothing;
    on a server it is made where it is.

    Args:
        fresh: replace a demo clinic that is there already.

    Raises:
        NotAllowed: the database holds a clinic that is no demo.
        NotReady: it cannot be opened, or `fresh` is asked for on a server.
    """
    target = Store.open(place, home=settings.home, any_file_system=settings.any_file_system)
    try:
        with target.reading() as records:
            found = records.clinic.find()
        if found and not found.demo:
            raise NotAllowed("This database holds a real clinic. Give the demo a database of its own.")
        if found and not fresh:
            return False
        if target.in_file:
            _make_in_memory(target, settings)
        elif found:
            raise NotReady("Only a demo in a file can be made anew. Empty the database on the server first.")
        else:
            _fill(target, settings)
    finally:
        target.close()
    return True


def _make_in_memory(target: Store, settings: Settings) -> None:
    made = Store.open("sqlite://", home=settings.home)
    try:
        _fill(made, settings)
        made.copy_into(target)
    finally:
        made.close()


def _fill(store: Store, settings: Settings) -> None:
    catalogue, people = load(), read_people()
    clock = Clock(settings.time_zone, settings.today)
    clinic = Clinic(store, catalogue, template_set(catalogue), clock, settings)
    stories = read_stories()
    walk = Walk(clinic, people)
    _set_up(replace(clinic, clock=walk.clock_before(stories)), people)
    walk.through(stories, people.looks)
    _note_away(clinic, people)


def _set_up(clinic: Clinic, people: People) -> None:
    """Keep the clinic's row, its accounts without passwords, and its default team."""
    now = clinic.now()
    with clinic.store.writing() as records:
        records.clinic.set_up(demo=True, zone=clinic.settings.zone, at=now)
        for account in people.accounts:
            records.accounts.add(account.name, account.role, password=None, at=now)
        team = records.teams.add(people.team, [account.practitioner for account in people.accounts if account.on_team])
        records.clinic.set_default_team(team)


def _note_away(clinic: Clinic, people: People) -> None:
    """Note who is away from the team on the day on which the demo is made."""
    today, roles = clinic.today(), {account.name: account.practitioner for account in people.accounts}
    with clinic.store.reading() as records:
        team = records.teams.default()
    for away in people.away:
        first, last = today - timedelta(days=away.since), today + timedelta(days=away.days_left)
        note_absence(clinic, roles[away.name], team, away.name, away.cover, first=first, last=last)
