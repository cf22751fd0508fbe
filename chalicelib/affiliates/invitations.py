"""Invitations: the code that opens a programme which is in no list. Who tries codes is stopped before they find one."""

from __future__ import annotations

import hmac
from datetime import datetime

from chalicelib.affiliates import store
from chalicelib.affiliates.domain.programme import InvitationNotValid, Programme
from chalicelib.affiliates.store import ProgrammeItem
from chalicelib.identity import network
from chalicelib.kit.limits import count

TRIES_PER_ACCOUNT = 10
TRIES_PER_NETWORK = 60
"""An hour, right ones too: a limit that a right code passes by would stop nobody who tries."""
_HOUR = 3600


def count_try(account_id: str | None, source_ip: str, now: datetime) -> None:
    """Count that somebody gave a code. Raises TooMany."""
    count("invitation_network", network(source_ip), TRIES_PER_NETWORK, _HOUR, now)
    if account_id is not None:
        count("invitation_account", account_id, TRIES_PER_ACCOUNT, _HOUR, now)


def opened_by(code: str) -> ProgrammeItem:
    """The programme that a code opens. Raises InvitationNotValid."""
    open_ones = [item for item in store.programmes() if item.document.active and is_opened(item.document, code)]
    if not open_ones:
        raise not_valid()
    return open_ones[0]


def is_opened(programme: Programme, code: str) -> bool:
    """Whether a code is the programme's; takes as long for one that is nearly right."""
    given, right = code.strip().encode(), programme.invitation_code.encode()
    return programme.approval == "invitation" and bool(right) and hmac.compare_digest(given, right)


def not_valid() -> InvitationNotValid:
    """What is said of a code that opens nothing."""
    return InvitationNotValid(fields={"invitation_code": "opens no programme"})
