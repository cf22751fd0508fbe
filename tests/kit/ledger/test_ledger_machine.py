"""Any order of transfers, holds, parts, voids, expiry and replays leaves a ledger that sums to zero and agrees with itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from chalicelib.kit import ledger
from chalicelib.kit.errors import PorticoError
from chalicelib.kit.ledger import Account, Balance, HoldSettled, InsufficientBalance, Transfer
from chalicelib.kit.ledger.store import EntryItem, TransferItem
from chalicelib.kit.tx import Tx
from tests.kit.ledger.support import NOW, settle, totals, void, write

ASSETS = ("USD", "POINTS")
OWNERS = ("ana", "ben", "eve")
OVERDRAFT = "eve"
"""Her account may be negative."""


class Model:
    """What the books should say: a plain dictionary."""

    def __init__(self) -> None:
        self.balances: dict[tuple[str, str], Balance] = {}
        self.holds: dict[str, Transfer] = {}
        self.ended: dict[str, tuple[str, int]] = {}
        """How each hold ended, and how much of it was posted."""

    def move(self, account: Account, asset: str, change: Balance) -> None:
        if not account.is_system:
            key = (account.owner, asset)
            self.balances[key] = self.balances.get(key, Balance()) + change

    def can_give(self, transfer: Transfer) -> bool:
        debit = transfer.debit
        if debit.is_system or debit.owner.startswith(OVERDRAFT):
            return True
        return self.balances.get((debit.owner, transfer.asset), Balance()).available >= transfer.amount


class Ledger(RuleBasedStateMachine):
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        Ledger.runs += 1
        for item in [
            *TransferItem.scan(TransferItem.sk == "transfer"),
            *EntryItem.scan(EntryItem.pk.startswith("journal#")),
        ]:
            item.delete()
        self.now: datetime = NOW
        self.model = Model()
        self.sent: list[Transfer] = []
        tx = Tx(self.now)
        for asset in ASSETS:
            ledger.open_account(tx, self.owner(OVERDRAFT), asset, may_be_negative=True)
        tx.commit()

    def owner(self, name: str) -> Account:
        return Account(f"{name}{Ledger.runs}")

    def account(self, name: str) -> Account:
        return Account("system:bank") if name == "bank" else self.owner(name)

    def outcome(self, act: Callable[[], None]) -> type[PorticoError] | None:
        try:
            act()
        except PorticoError as error:
            return type(error)
        return None

    accounts = st.lists(st.sampled_from(("bank", *OWNERS)), min_size=2, max_size=2, unique=True)

    @rule(
        names=accounts,
        asset=st.sampled_from(ASSETS),
        amount=st.integers(1, 50),
        held=st.booleans(),
        minutes=st.none() | st.integers(1, 30),
    )
    def move(self, names: list[str], asset: str, amount: int, held: bool, minutes: int | None) -> None:
        debit, credit = (self.account(name) for name in names)
        expires_at = self.now + timedelta(minutes=minutes) if held and minutes else None
        transfer = Transfer(f"t{Ledger.runs}-{len(self.sent)}", debit, credit, asset, amount, "test", "c", expires_at)
        self.sent.append(transfer)
        can = self.model.can_give(transfer)

        def act() -> None:
            write(lambda posting: posting.hold(transfer) if held else posting.post(transfer), self.now)

        assert self.outcome(act) is (None if can else InsufficientBalance)
        if not can:
            self.sent.pop()
        elif held:
            self.model.holds[transfer.id] = transfer
            self.model.move(debit, asset, Balance(-amount, held=amount))
            self.model.move(credit, asset, Balance(pending=amount))
        else:
            self.model.move(debit, asset, Balance(-amount))
            self.model.move(credit, asset, Balance(amount))

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 1000))
    def replay(self, which: int) -> None:
        """The same again: nothing may change."""
        transfer = self.sent[which % len(self.sent)]
        held = transfer.id in self.model.holds
        write(lambda posting: posting.hold(transfer) if held else posting.post(transfer), self.now)

    @precondition(lambda self: self.model.holds)
    @rule(which=st.integers(0, 1000), percent=st.sampled_from((1, 50, 100)))
    def post_a_hold(self, which: int, percent: int) -> None:
        """One that ended stays as it ended, and one whose time is over cannot be posted, whether or not it is released by now."""
        transfer = self.hold(which)
        part = max(1, transfer.amount * percent // 100)
        end = self.model.ended.get(transfer.id)
        can = not self.is_due(transfer) if end is None else end == ("posted", part)
        assert self.outcome(lambda: settle(transfer.id, part, self.now)) is (None if can else HoldSettled)
        if can and end is None:
            self.end(transfer, "posted", part)

    @precondition(lambda self: self.model.holds)
    @rule(which=st.integers(0, 1000))
    def give_up_a_hold(self, which: int) -> None:
        transfer = self.hold(which)
        end = self.model.ended.get(transfer.id)
        can = end is None or end[0] != "posted"
        assert self.outcome(lambda: void(transfer.id, self.now)) is (None if can else HoldSettled)
        if end is None:
            self.end(transfer, "voided", 0)

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        """The clock that releases holds is late."""
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_clock_comes(self) -> None:
        due = [hold for hold in self.model.holds.values() if hold.id not in self.model.ended and self.is_due(hold)]
        assert ledger.expire_due(self.now) == len(due)
        for hold in due:
            self.end(hold, "expired", 0)

    def is_due(self, transfer: Transfer) -> bool:
        return transfer.expires_at is not None and transfer.expires_at <= self.now

    def hold(self, which: int) -> Transfer:
        return list(self.model.holds.values())[which % len(self.model.holds)]

    def end(self, transfer: Transfer, how: str, part: int) -> None:
        assert ledger.state_of(transfer.id) == (how, part)
        self.model.ended[transfer.id] = (how, part)
        given = Balance(transfer.amount - part, held=-transfer.amount)
        self.model.move(transfer.debit, transfer.asset, given)
        self.model.move(transfer.credit, transfer.asset, Balance(part, pending=-transfer.amount))

    @invariant()
    def the_books_agree(self) -> None:
        for name in OWNERS:
            for asset in ASSETS:
                owner = self.owner(name)
                assert ledger.balance(owner, asset) == self.model.balances.get((owner.owner, asset), Balance())

    def teardown(self) -> None:
        """Once a course, for it reads every entry, and what is in a journal stays there: balance == Σ journal, and all is zero in sum."""
        for name in OWNERS:
            assert all(ledger.audit(self.owner(name).owner, asset) == [] for asset in ASSETS)
        assert all(total == 0 for total in totals().values())


@pytest.mark.usefixtures("engine")
@pytest.mark.engine
def test_the_ledger_agrees_with_itself_whatever_happens() -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
