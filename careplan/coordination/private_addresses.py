"""Private addresses: a program that knows one reads what an account may see, and nobody signs in for it.

The token is told once and never kept. Whatever is read by it follows the rights that its account has at that moment;
it ends when it is renewed or ended, after its last day, and with the account: when that is disabled, gets a password
by an administrator, or is bound to somebody else. What does not hold gets one answer, whatever the reason.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from careplan.coordination.house_events import STRANGER, house_event, note
from careplan.coordination.throttle import address_buckets, count_try
from careplan.errors import NOT_HERE, NotFound, OnlyReading
from careplan.event import FieldChanged
from careplan.guessing import wait_words
from careplan.login_session import hash_of, new_token
from careplan.store.private_addresses import AddressKind, PrivateAddress
from careplan.team import Practitioner

if TYPE_CHECKING:
    from careplan.clinic import Clinic
    from careplan.store import Records


class Reader(NamedTuple):
    """Whose rights count when something is read by an address, and the address."""

    person: Practitioner
    address: PrivateAddress


def make_address(
    clinic: Clinic,
    records: Records,
    kind: AddressKind,
    actor: Practitioner,
    *,
    what: str = "made",
    plan: str | None = None,
    label: str = "",
    last_day: date | None = None,
) -> str:
    """Keep a new address of a person, within a transaction, and return its token: it cannot be told again.

    `what` is written of it; `label` says for whom it is, in words that the person typed. It holds until it is ended,
    or through its `last_day`.
    """
    token = new_token()
    made = PrivateAddress(
        hash_of(token), kind, actor.id, plan, label, made_by=actor.id, made_at=clinic.now(), last_day=last_day
    )
    records.private_addresses.make(made)
    note_address(clinic, records, what, made, by=actor)
    return token


def end_addresses(clinic: Clinic, records: Records, account: str, *, by: Practitioner) -> None:
    """End all addresses of an account, within the transaction of the act that makes it necessary."""
    for kind in AddressKind:
        for one in records.private_addresses.holding(kind, account=account):
            end_address(clinic, records, one, by=by)


def end_address(clinic: Clinic, records: Records, address: PrivateAddress, *, by: Practitioner) -> None:
    """Let an address hold no longer, within a transaction."""
    records.private_addresses.end(address.token_hash, at=clinic.now())
    note_address(clinic, records, "ended", address, by=by)


def note_address(clinic: Clinic, records: Records, what: str, address: PrivateAddress, *, by: Practitioner) -> None:
    """Write what became of an address: in the patient's own history where it is one patient's, else in the clinic's."""
    told = house_event(f"{address.kind.value}.{what}", by, clinic.now(), {"account": address.account})
    if address.plan is not None:
        patient_id, _ = records.plans.whose(address.plan)
        changes = {**told.changes, "plan": FieldChanged(None, address.plan)}
        if address.last_day:
            changes["last"] = FieldChanged(None, address.last_day.isoformat())
        told = replace(told, patient_id=patient_id, changes=changes, reason=address.label)
    records.events.add(told)


def reader_of(clinic: Clinic, kind: AddressKind, token: str, *, where: str) -> Reader:
    """Return who reads by a token.

    Args:
        where: the network address that asks. One that guesses is not listened to for a while; who knows a token
            is, from wherever they ask.

    Raises:
        NotFound: no address of this kind with this token holds.
        NotAllowed: the same, and too many were tried from there.
    """
    with clinic.store.reading() as records:
        address = records.private_addresses.find(hash_of(token))
        account = records.accounts.find(address.account) if address else None
    holds = address is not None and address.kind is kind and is_holding(clinic, address)
    if address is None or account is None or account.disabled or not holds:
        refuse_guess(clinic, where)
    return Reader(account.practitioner, address)


def is_holding(clinic: Clinic, address: PrivateAddress) -> bool:
    """Return whether it was not ended and its last day is not over."""
    return address.ended_at is None and (address.last_day is None or clinic.today() <= address.last_day)


def refuse_guess(clinic: Clinic, where: str) -> NoReturn:
    """Count what does not hold, and refuse it: raises NotFound, or NotAllowed after too many from there."""
    with suppress(OnlyReading):
        wait = count_try(clinic, address_buckets(clinic, where))
        if wait:
            with clinic.store.writing() as records:
                note(records, clinic, "address.refused", STRANGER, {"address": where, "wait": wait_words(wait)})
    raise NotFound(NOT_HERE)


def is_due(clinic: Clinic, address: PrivateAddress, every: timedelta) -> bool:
    """Return whether a use has to be noted: none was for as long as `every`."""
    return address.used_at is None or not address.used_at <= clinic.now() < address.used_at + every


def note_use(clinic: Clinic, records: Records, address: PrivateAddress, every: timedelta) -> PrivateAddress | None:
    """Note a use within a transaction; return the address as it was before, None where a use was noted meanwhile."""
    before = records.private_addresses.find(address.token_hash)
    if before is None or not is_due(clinic, before, every):
        return None
    records.private_addresses.use(address.token_hash, at=clinic.now())
    return before
