"""Any order of sign-in, refresh, reuse, waiting, sign-out and new passwords leaves exactly the sessions that should live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from chalicelib.identity import accounts, links, sessions, store
from chalicelib.identity.accounts import create_account
from chalicelib.identity.domain import SessionEnded
from chalicelib.identity.schemas import PasswordChange
from chalicelib.identity.store import Device
from chalicelib.kit.tx import Tx
from tests.identity.conftest import NETWORK, PASSWORD

T = TypeVar("T")


@dataclass
class Family:
    """A session as a person thinks of it: its tokens in order, and whether it should still be good."""

    id: str
    tokens: list[str]
    began_at: datetime
    rotated_at: datetime
    alive: bool = True

    def lives(self, now: datetime) -> bool:
        ends = min(self.rotated_at + timedelta(days=30), self.began_at + timedelta(days=180))
        return self.alive and now < ends


class Sessions(RuleBasedStateMachine):
    """One person with several devices, some of them in a thief's hands."""

    people = 0

    def __init__(self) -> None:
        super().__init__()
        Sessions.people += 1
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)
        self.password = PASSWORD
        self.email = f"person{self.people}@example.com"
        self.account_id = create_account(self.email, PASSWORD, "Ada Lovelace", now=self.now).id
        self.families: list[Family] = []

    def committed(self, use_case: Callable[[Tx], T]) -> T:
        tx = Tx(self.now)
        return tx.run(lambda: use_case(tx))

    def family(self, which: int) -> Family:
        return self.families[which % len(self.families)]

    @rule()
    def sign_in(self) -> None:
        token = self.committed(
            lambda tx: sessions.start(accounts.own(self.account_id), Device("api", ""), tx)
        ).refresh_token
        self.families.append(Family(token.split(".")[1], [token], self.now, self.now))

    @precondition(lambda self: self.families)
    @rule(which=st.integers(0, 9), back=st.sampled_from([0, 0, 0, 1, 1, 2, 5]))
    def refresh(self, which: int, back: int) -> None:
        family = self.family(which)
        back = min(back, len(family.tokens) - 1)
        token = family.tokens[-1 - back]
        in_grace = back == 1 and self.now - family.rotated_at <= timedelta(seconds=10)
        if family.lives(self.now) and (back == 0 or in_grace):
            successor = self.committed(lambda tx: sessions.refresh(token, tx)).refresh_token
            if in_grace:
                assert successor == family.tokens[-1]
            else:
                assert successor not in family.tokens
                family.tokens.append(successor)
                family.rotated_at = self.now
        else:
            with pytest.raises(SessionEnded):
                self.committed(lambda tx: sessions.refresh(token, tx))
            family.alive = False

    @rule(seconds=st.sampled_from([1, 5, 10, 11, 3600, 86400 * 12, 86400 * 31]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.families)
    @rule(which=st.integers(0, 9), back=st.integers(0, 3))
    def sign_out_with_a_cookie(self, which: int, back: int) -> None:
        family = self.family(which)
        back = min(back, len(family.tokens) - 1)
        self.committed(lambda tx: sessions.sign_out_by(family.tokens[-1 - back], tx))
        if back <= 1:
            family.alive = False

    @precondition(lambda self: self.families)
    @rule(which=st.integers(0, 9))
    def sign_out_with_an_access_token(self, which: int) -> None:
        family = self.family(which)
        self.committed(lambda tx: sessions.sign_out(self.account_id, family.id, tx))
        family.alive = False

    @rule()
    def reset(self) -> None:
        version = accounts.own(self.account_id).credentials_version
        token = links.reset_token(self.account_id, version, self.now)
        self.password += "!"
        self.committed(lambda tx: accounts.reset_password(token, self.password, NETWORK, tx))
        for family in self.families:
            family.alive = False

    @precondition(lambda self: any(family.lives(self.now) for family in self.families))
    @rule(which=st.integers(0, 9))
    def change_password(self, which: int) -> None:
        living = [family for family in self.families if family.lives(self.now)]
        here = living[which % len(living)]
        change = PasswordChange(self.password, self.password + "?")
        self.committed(lambda tx: accounts.change_password(self.account_id, here.id, change, NETWORK, tx))
        self.password += "?"
        for family in self.families:
            family.alive = family.alive and family is here

    @invariant()
    def exactly_the_living_sessions_are_listed(self) -> None:
        account = store.account(self.account_id)
        assert account is not None
        listed = {session.id for session in sessions.listed(account, None, self.now)}
        assert listed == {family.id for family in self.families if family.lives(self.now)}


@pytest.mark.engine  # not for races, but for its speed: moto copies a table for each transaction on it
@pytest.mark.usefixtures("engine")
def test_exactly_the_sessions_that_should_live_do() -> None:
    run_state_machine_as_test(
        Sessions,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
