"""Many at once, on a real engine: nothing twice, nothing below zero, nothing lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from chalicelib.kit import ledger
from chalicelib.kit.errors import Busy, PorticoError
from chalicelib.kit.ledger import Balance
from tests.kit.ledger.support import ANA, BANK, BEN, NOW, available, hold, post, settle, totals, void

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("engine")]


def outcomes(acts: list[Callable[[], None]]) -> Counter[str]:
    """What each of them came to, all at once."""

    def outcome(act: Callable[[], None]) -> str:
        for _ in range(50):
            try:
                act()
            except Busy:
                continue
            except PorticoError as error:
                return error.code
            return "done"
        return "busy"

    with ThreadPoolExecutor(12) as threads:
        return Counter(threads.map(outcome, acts))


def test_a_hundred_spend_sixty_at_once() -> None:
    post("start", 60)
    found = outcomes([lambda number=number: post(f"t{number}", 1, ANA, BEN) for number in range(100)])  # type: ignore[misc]
    assert found == {"done": 60, "insufficient_balance": 40}
    assert (available(ANA), available(BEN)) == (0, 60)
    assert ledger.audit(ANA.owner, "USD") == ledger.audit(BEN.owner, "USD") == []
    assert totals() == {"USD": 0}


def test_one_transfer_sent_by_many_moves_once() -> None:
    post("start", 100)
    assert outcomes([lambda: post("t1", 7, ANA, BEN)] * 24) == {"done": 24}
    assert (available(ANA), available(BEN)) == (93, 7)


def test_a_hold_ends_one_way_however_many_pull_at_it() -> None:
    post("start", 100)
    hold("h1", 60, ANA, BEN)
    found = outcomes([lambda: settle("h1", 20), lambda: settle("h1", 60), lambda: void("h1")] * 6)
    assert found["done"] == 6
    assert ledger.balance(ANA, "USD") + ledger.balance(BEN, "USD") == Balance(100)
    state = ledger.state_of("h1")
    assert state is not None
    assert available(BEN) == state[1]
    assert ledger.audit(ANA.owner, "USD") == []


def test_the_systems_accounts_are_no_bottleneck_to_be_counted() -> None:
    outcomes([lambda number=number: post(f"t{number}", 2, BANK, ANA) for number in range(60)])  # type: ignore[misc]
    assert ledger.system_balance(BANK.owner, "USD").available == -120
    assert available(ANA) == 120


def test_whatever_many_do_at_once_the_books_agree_and_each_hold_ends_once() -> None:
    post("start", 300)
    post("start2", 300, credit=BEN)
    for number in range(8):
        hold(f"h{number}", 40, *((ANA, BEN) if number % 2 else (BEN, ANA)), expires_at=NOW + timedelta(minutes=1))
    soon, late = NOW + timedelta(seconds=30), NOW + timedelta(minutes=2)
    acts: list[Callable[[], None]] = []
    for number in range(8):
        name = f"h{number}"
        acts += [partial(settle, name, 15, at=soon), partial(settle, name, at=soon), partial(void, name, at=soon)]
        acts += [partial(post, f"t{number}", 30, ANA, BEN), partial(post, f"u{number}", 30, BEN, ANA)]
        acts += [partial(hold, f"g{number}", 25, ANA, BEN, expires_at=late)]
    acts += [lambda: ledger.expire_due(late) and None] * 3
    random.Random(4).shuffle(acts)
    outcomes(acts)
    ledger.expire_due(late)
    ended = [ledger.state_of(f"h{number}") for number in range(8)]
    assert set(ended) <= {("posted", 15), ("posted", 40), ("voided", 0), ("expired", 0)}
    assert ledger.audit(ANA.owner, "USD") == ledger.audit(BEN.owner, "USD") == []
    both = [ledger.balance(who, "USD") for who in (ANA, BEN)]
    assert sum(one.available for one in both) == 600
    assert all((one.held, one.pending) == (0, 0) and one.available >= 0 for one in both)
    assert totals() == {"USD": 0}
