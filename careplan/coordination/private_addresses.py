"""Private addresses: a program that knows one reads what an account may see, and nobody signs in for it.

The token is told once and never kept. Whatever is read by it follows the rights that its account has at that moment;
it ends when it is renewed or ended, and with the account: when that is disabled, gets a password by an
administrator, or is bound to somebody else. What does not hold gets one answer, whatever the reason.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from careplan.coordination.house_events import STRANGER, note
from careplan.coordination.throttle import address_buckets, count_try
from careplan.errors import NOT_HERE, NotFound, OnlyReading
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
    plan: str | None = None,
    label: str = "",
) -> str:
    """Keep a new address of a person, within a transaction, and return its token: it cannot be told again."""
    token = new_token()
    made = PrivateAddress(hash_of(token), kind, actor.id, plan, label, made_by=actor.id, made_at=clinic.now())
    records.private_addresses.make(made)
    return token


def end_addresses(clinic: Clinic, records: Records, account: str, *, by: Practitioner) -> None:
    """End all addresses of an account, within the transaction of the act that makes it necessary."""
    for kind in AddressKind:
        for one in records.private_addresses.holding(kind, account=account):
            records.private_addresses.end(one.token_hash, at=clinic.now())
            note(records, clinic, f"{kind.value}.ended", by, {"account": account, "plan": one.plan})


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
    holds = address is not None and address.kind is kind and address.ended_at is None
    if address is None or account is None or account.disabled or not holds:
        refuse_guess(clinic, where)
    return Reader(account.practitioner, address)


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
