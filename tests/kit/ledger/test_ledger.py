"""Transfers, holds and balances: what each step does, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.kit import ledger
from chalicelib.kit.facts import EventItem
from chalicelib.kit.ledger import (
    Account,
    Balance,
    HoldSettled,
    InsufficientBalance,
    PartOutOfRange,
    Transfer,
    TransferDiffers,
    TransferNotFound,
)
from chalicelib.kit.ledger.store import BalanceItem, balance_key
from chalicelib.kit.tx import Tx
from tests.kit.ledger.support import (
    ANA,
    BANK,
    BEN,
    NOW,
    available,
    hold,
    post,
    settle,
    totals,
    transfer,
    transfers,
    void,
    write,
)

pytestmark = pytest.mark.usefixtures("store")

LATER = NOW + timedelta(hours=1)


def test_a_transfer_takes_from_one_account_what_it_gives_to_the_other() -> None:
    post("t1", 500)
    post("t2", 120, ANA, BEN)
    assert (available(ANA), available(BEN)) == (380, 120)
    assert ledger.system_balance(BANK.owner, "USD").available == -500
    assert totals() == {"USD": 0}


def test_assets_are_kept_apart() -> None:
    post("t1", 500)
    post("t2", 7, asset="POINTS")
    assert (available(ANA), available(ANA, "POINTS")) == (500, 7)
    with pytest.raises(InsufficientBalance):
        post("t3", 8, ANA, BEN, asset="POINTS")
    assert totals() == {"USD": 0, "POINTS": 0}


def test_a_transfer_sent_again_changes_nothing_and_with_another_content_is_refused() -> None:
    post("t1", 500)
    post("t1", 500)
    assert (available(ANA), transfers()) == (500, 1)
    for other in (transfer("t1", 501), transfer("t1", 500, credit=BEN), transfer("t1", 500, asset="POINTS")):
        with pytest.raises(TransferDiffers):
            write(lambda posting, other=other: posting.post(other))  # type: ignore[misc]
    with pytest.raises(TransferDiffers):
        hold("t1", 500)
    assert (available(ANA), available(BEN)) == (500, 0)


def test_nobody_spends_what_they_do_not_have() -> None:
    with pytest.raises(InsufficientBalance):
        post("t1", 1, ANA, BEN)
    post("t2", 10)
    with pytest.raises(InsufficientBalance):
        post("t3", 11, ANA, BEN)
    post("t4", 10, ANA, BEN)
    assert (available(ANA), available(BEN)) == (0, 10)


def test_an_account_that_was_opened_for_it_may_go_below_zero() -> None:
    tx = Tx(NOW)
    ledger.open_account(tx, ANA, "USD", may_be_negative=True)
    tx.commit()
    post("t1", 30, ANA, BANK)
    assert available(ANA) == -30
    assert ledger.audit(ANA.owner, "USD") == []
    with pytest.raises(InsufficientBalance):
        post("t2", 1, ANA, BANK, asset="POINTS")


def test_what_is_held_cannot_be_spent_and_is_promised_to_the_other() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN)
    assert ledger.balance(ANA, "USD") == Balance(40, held=60)
    assert ledger.balance(BEN, "USD") == Balance(0, pending=60)
    with pytest.raises(InsufficientBalance):
        post("t2", 41, ANA, BANK)
    with pytest.raises(InsufficientBalance):
        post("t3", 1, BEN, BANK)


@pytest.mark.parametrize(("part", "ana", "ben"), [(None, 40, 60), (60, 40, 60), (25, 75, 25), (1, 99, 1)])
def test_a_hold_is_posted_whole_or_in_part(part: int | None, ana: int, ben: int) -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN)
    settle("h1", part)
    settle("h1", part)
    assert (ledger.balance(ANA, "USD"), ledger.balance(BEN, "USD")) == (Balance(ana), Balance(ben))
    assert ledger.state_of("h1") == ("posted", ben)
    assert totals() == {"USD": 0}


def test_a_voided_hold_gives_everything_back_once() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN)
    void("h1")
    void("h1")
    assert (ledger.balance(ANA, "USD"), ledger.balance(BEN, "USD")) == (Balance(100), Balance(0))


def test_a_hold_has_one_end() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN)
    hold("h2", 40, ANA, BEN)
    settle("h1", 50)
    void("h2")
    with pytest.raises(HoldSettled):
        settle("h1", 60)
    with pytest.raises(HoldSettled):
        void("h1")
    with pytest.raises(HoldSettled):
        settle("h2")
    with pytest.raises(HoldSettled):
        settle("t1")
    assert (available(ANA), available(BEN)) == (50, 50)


def test_parts_stay_within_the_hold_and_need_one() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN)
    for part in (0, -1, 61):
        with pytest.raises(PartOutOfRange):
            settle("h1", part)
    with pytest.raises(TransferNotFound):
        settle("h9")
    with pytest.raises(TransferNotFound):
        void("h9")


def test_a_hold_runs_out_says_so_and_stays_so() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN, expires_at=LATER)
    hold("h2", 5, ANA, BEN)
    assert ledger.expire_due(LATER - timedelta(seconds=1)) == 0
    with pytest.raises(HoldSettled):
        settle("h1", at=LATER)
    assert ledger.expire_due(LATER) == 1
    assert ledger.expire_due(LATER) == 0
    assert ledger.balance(ANA, "USD") == Balance(95, held=5)
    assert ledger.state_of("h1") == ("expired", 0)
    assert [item.payload for item in EventItem.scan()] == ['{"transfer_id":"h1","kind":"test","cause":"cause_1"}']
    void("h1")
    assert ledger.state_of("h1") == ("expired", 0)


def test_a_hold_whose_time_is_over_is_not_posted_while_the_clock_is_late() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN, expires_at=NOW + timedelta(minutes=1))
    with pytest.raises(HoldSettled):
        settle("h1", at=NOW + timedelta(minutes=1))
    assert ledger.state_of("h1") == ("held", 0)
    assert available(ANA) == 40


def test_a_settled_hold_does_not_run_out() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN, expires_at=LATER)
    settle("h1")
    assert ledger.expire_due(LATER) == 0
    assert (available(ANA), available(BEN)) == (40, 60)


def test_one_transaction_may_do_many_things_on_one_account() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN)

    def payday(posting: ledger.Posting) -> None:
        posting.settle("h1", 10)
        posting.post(transfer("t2", 30))
        posting.post(transfer("t3", 110, ANA, BEN))

    write(payday)
    write(payday)
    assert (ledger.balance(ANA, "USD"), ledger.balance(BEN, "USD")) == (Balance(10), Balance(120))
    assert ledger.audit(ANA.owner, "USD") == []


def test_of_a_refused_transaction_nothing_stays() -> None:
    post("t1", 100)
    with pytest.raises(InsufficientBalance):
        write(lambda posting: (posting.post(transfer("t2", 1)), posting.post(transfer("t3", 500, ANA, BEN)))[0])
    assert (available(ANA), transfers()) == (100, 1)


def test_lots_of_one_owner_are_kept_apart_and_come_in_order() -> None:
    march, june = Account("member:ana", "2026-03-31"), Account("member:ana", "2026-06-30")
    post("t1", 5, BANK, june, asset="POINTS")
    post("t2", 3, BANK, march, asset="POINTS")
    assert ledger.balances("member:ana", "POINTS") == {"2026-03-31": Balance(3), "2026-06-30": Balance(5)}
    with pytest.raises(InsufficientBalance):
        post("t3", 4, march, BANK, asset="POINTS")
    post("t4", 2, march, june, asset="POINTS")
    assert [lot.available for lot in ledger.balances("member:ana", "POINTS").values()] == [1, 7]
    assert ledger.audit("member:ana", "POINTS") == []


def test_the_journal_tells_what_happened_newest_first_page_by_page() -> None:
    post("t1", 100)
    hold("h1", 60, ANA, BEN, at=NOW + timedelta(seconds=1))
    settle("h1", 10, at=NOW + timedelta(seconds=2))
    first, cursor = ledger.journal(ANA.owner, "USD", 2)
    rest, end = ledger.journal(ANA.owner, "USD", 2, cursor)
    told = [(entry.transfer_id, entry.phase, entry.change.available, entry.other.owner) for entry in [*first, *rest]]
    assert told == [
        ("h1", "settle", 50, "member:ben"),
        ("h1", "hold", -60, "member:ben"),
        ("t1", "post", 100, "system:bank"),
    ]
    assert end is None


def test_a_hand_in_the_balances_is_found() -> None:
    post("t1", 100)
    post("t2", 100, credit=BEN)
    assert ledger.report_differences(NOW) == 0
    item = BalanceItem.get(*balance_key(ANA, "USD"))
    item.update(actions=[BalanceItem.available.set(101)])
    (found,) = ledger.audit_all()
    assert (found.account, found.kept.available, found.summed.available) == (ANA, 101, 100)
    assert ledger.report_differences(NOW + timedelta(hours=1)) == 0  # today's round is over
    assert ledger.report_differences(NOW + timedelta(days=1)) == 1


def test_the_audit_goes_on_where_it_ended_and_comes_to_everybody_once_a_round() -> None:
    owners = [Account(f"member:{number}") for number in range(30)]
    for number, owner in enumerate(owners):
        post(f"t{number}", 100, credit=owner)
        post(f"p{number}", 100, credit=owner, asset="POINTS")
        for asset in ("USD", "POINTS"):
            BalanceItem.get(*balance_key(owner, asset)).update(actions=[BalanceItem.available.set(101)])
    runs = [ledger.report_differences(NOW, within_seconds=0) for _ in range(40)]
    assert sum(runs) == 2 * len(owners)
    assert sum(run > 0 for run in runs) > 8, "a part at a time"
    assert ledger.report_differences(NOW) == 0


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_an_amount_that_is_none_is_no_transfer(amount: int) -> None:
    with pytest.raises(ValueError, match="no amount"):
        transfer("t1", amount)


def test_a_transfer_needs_two_accounts_with_names() -> None:
    with pytest.raises(ValueError, match="two accounts"):
        Transfer("t1", ANA, ANA, "USD", 1, "test", "cause")
    for name in ("", "a#b"):
        with pytest.raises(ValueError, match="no name"):
            Account(name)
