"""Whatever happens in whatever order: what members own, what they were paid and what came back add up, and the ledger with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.affiliates import accounts, connect, payout_work
from chalicelib.affiliates.domain.payouts import converted
from chalicelib.kit import ledger
from tests.affiliates.paying import Desk, items_of, open_desk
from tests.support.http import Http

STEP = st.one_of(
    st.tuples(st.just("earn"), st.sampled_from(["bank", "stripe", "refusing"]), st.integers(1, 5000)),
    st.tuples(st.just("refund"), st.integers(0, 30), st.integers(1, 60_000)),
    st.tuples(st.just("pay"), st.booleans(), st.just(0)),
    st.tuples(st.just("cancel"), st.just(0), st.just(0)),
    st.tuples(st.just("reverse"), st.integers(0, 30), st.integers(1, 5000)),
    st.tuples(st.just("return"), st.integers(0, 30), st.just(0)),
)

pytestmark = pytest.mark.engine  # many orders: moto copies all that it keeps for each transaction


@pytest.fixture
def opened(engine: str, client: Http, clock: Any) -> Iterator[Desk]:
    """One portal for all examples: each has members of its own."""
    yield open_desk(client)
    connect.use(None)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=3, max_size=9))
def test_nothing_is_paid_twice_and_nothing_gets_lost(opened: Desk, steps: list[tuple[str, Any, Any]]) -> None:
    run = _Run(opened)
    for kind, first, second in [*steps, ("pay", True, 0)]:
        getattr(run, kind)(first, second)
        run.check()


class _Run:
    """Three members of a programme of this example's own, and what they are owed by a count of the test's own."""

    count = 0

    def __init__(self, opened: Desk) -> None:
        _Run.count += 1
        self.desk = open_desk(opened.http, minimum_payout=100)
        self.desk.drain = opened.drain
        self.names = {kind: f"{kind}{_Run.count}" for kind in ("bank", "stripe", "refusing")}
        self.desk.member(self.names["bank"])
        self.desk.connected(self.names["stripe"])
        self.desk.connected(self.names["refusing"], "refuses")
        self.desk._orders = iter(range(_Run.count * 1000, _Run.count * 1000 + 999))
        self.desk.settle()
        self.orders: list[tuple[str, str, int]] = []
        self.refunded: dict[str, int] = defaultdict(int)
        self.payouts: list[str] = []

    def earn(self, kind: str, amount: int) -> None:
        name = self.names[kind]
        self.orders.append((name, self.desk.earns(name, amount), amount))

    def refund(self, place: int, net: int) -> None:
        if self.orders:
            _, order, amount = self.orders[place % len(self.orders)]
            self.refunded[order] = min(10 * amount, self.refunded[order] + net)
            self.desk.refunded(order, net, f"ref_{len(self.refunded)}_{self.refunded[order]}_{net}_{place}")

    def pay(self, bank_too: bool, _: int) -> None:
        payout = self.desk.paid()
        if bank_too:
            self.desk.does(payout, "mark-paid", {"reference": "B1"})
            payout_work.run(payout)
        self.payouts.append(payout)

    def cancel(self, *_: int) -> None:
        payout = self.desk.begin()
        assert self.desk.does(payout, "cancel").status == 200
        payout_work.run(payout)

    def reverse(self, place: int, amount: int) -> None:
        sent = [one for one in self.desk.transfers() if one["amount"] > one["amount_reversed"]]
        if sent:
            one = sent[place % len(sent)]
            part = min(amount, one["amount"] - one["amount_reversed"])
            connect.gateway()._client.v1.transfers.reversals.create(one["id"], {"amount": part})  # type: ignore[attr-defined]
            self.desk.settle()

    def return_(self, place: int) -> None:
        if self.payouts:
            member = self.desk.members[self.names["bank"]]
            payout = self.payouts[place % len(self.payouts)]
            self.desk.does(payout, f"items/{member}/return", {"reason": "Account closed"})

    def __getattr__(self, name: str) -> Any:
        assert name == "return"
        return lambda place, _: self.return_(place)

    def check(self) -> None:
        """Owned now + paid and not come back = earned − taken back: for each member, by the items and by Stripe."""
        earned: dict[str, int] = dict.fromkeys(self.names.values(), 0)
        for name, order, amount in self.orders:
            earned[name] += amount - min(amount, (2 * amount * self.refunded[order] + 10 * amount) // (20 * amount))
        paid: dict[str, int] = defaultdict(int)
        for payout in self.payouts:
            for item in items_of(payout):
                if item.state in ("paid", "reversed"):
                    paid[item.member_id] += item.amount - item.reversed
        for name, member in self.desk.members.items():
            held = ledger.balance(accounts.approved(member), "USD")
            assert held.available + held.held + paid[member] == earned[name]
            assert ledger.audit(accounts.approved(member).owner, "USD") == []
            seen = self.desk.http.signed_in(f"acc_{name}").get("/v1/affiliates/me/summary").json["balances"]
            assert (seen["paid"]["amount"], seen["in_payout"]["amount"]) == (paid[member], held.held)
        sent = sum(one["amount"] - one["amount_reversed"] for one in self.desk.transfers())
        assert sent == paid[self.desk.members[self.names["stripe"]]]


@given(
    st.integers(0, 10**12),
    st.sampled_from(["USD", "JPY", "KWD"]),
    st.sampled_from(["EUR", "JPY", "BHD"]),
    st.decimals("0.0001", "99999", places=4),
)
def test_a_conversion_is_right_to_half_a_minor_unit(amount: int, currency: str, other: str, rate: Any) -> None:
    from decimal import Decimal

    from chalicelib.kit.money import Money

    exact = Decimal(Money(amount, currency).decimal_text() if amount <= 10**15 else 0) * rate
    unit = Decimal(Money(1, other).decimal_text())
    found = converted(amount, currency, other, str(rate)) * unit
    assert abs(found - exact) <= unit / 2


def test_conversions_round_half_up() -> None:
    table = [
        (1005, "USD", "EUR", "0.9", 905),
        (5, "USD", "JPY", "150.5", 8),
        (1, "JPY", "KWD", "0.0025", 3),
        (0, "USD", "EUR", "1", 0),
    ]
    assert [converted(*row[:4]) for row in table] == [row[4] for row in table]
