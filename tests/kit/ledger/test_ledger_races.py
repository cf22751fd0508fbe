"""Many at once, on a real engine: nothing twice, nothing below zero, nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kit import ledger
from chalicelib.kit.errors import Busy, PorticoError
from chalicelib.kit.ledger import Balance
from tests.kit.ledger.support import ANA, BANK, BEN, available, hold, post, settle, totals, void

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
