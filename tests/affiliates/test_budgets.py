"""What caps bound, and what a programme has given in all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.affiliates import budgets, earning, reviewing, store
from chalicelib.affiliates.budgets import SpentItem
from chalicelib.affiliates.domain.programme import Caps, FixedPerPiece, Programme, Rule, When
from chalicelib.affiliates.domain.sale import commission_id
from chalicelib.kit.errors import Superseded
from chalicelib.kit.money import MAX_MINOR
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import FactLine, OrderPaid, RefundFailed
from tests.affiliates.facts import DAY, HOUR, about, balances, click, member, order, programme, refund, sale, tell

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("store")


def earned(paid: OrderPaid) -> tuple[int, str]:
    found = sale(paid)
    return (found.earned, found.refused) if found else (0, "")


def sells(who: object, at: datetime = NOW, **more: object) -> OrderPaid:
    paid = order(at, click(who, at - HOUR).id, **more)  # type: ignore[arg-type]
    tell(paid, at)
    return paid


def cap(of: Programme, **caps: int | None) -> None:
    known = store.programme(of.id)
    assert known is not None
    tx = Tx(NOW)
    store.save_programme(tx, known.version, replace(known.document, caps=Caps(**caps)))
    tx.commit()


def test_a_cap_on_a_month_is_for_all_members_and_for_that_month() -> None:
    of = programme(NOW, caps=Caps(per_month=150))
    eve, ben = member(NOW, of), member(NOW, of, "acc_ben")
    march = [earned(sells(who)) for who in (eve, ben, eve)]
    assert march == [(100, ""), (50, ""), (0, "budget_spent")]
    assert earned(sells(eve, NOW + 30 * DAY)) == (100, "")


def test_a_programme_with_caps_pays_nothing_for_orders_in_another_currency() -> None:
    capped, free = (programme(NOW, caps=caps) for caps in (Caps(total=1000), Caps()))
    eve, ben = member(NOW, capped), member(NOW, free, "acc_ben")
    assert earned(sells(eve, currency="EUR")) == (0, "other_currency")
    assert earned(sells(ben, currency="EUR")) == (100, "")
    assert budgets.spent_in_all([capped.id, free.id]) == {}  # these are in the programme's currency


@pytest.mark.parametrize("caps", [{"total": 450}, {"per_month": 450}, {"per_member_month": 450}])
def test_a_cap_that_is_set_later_counts_what_was_given_before(caps: dict[str, int]) -> None:
    of = programme(NOW)
    eve = member(NOW, of)
    before = [sells(eve) for _ in range(4)]
    cap(of, **caps)
    assert [earned(sells(eve)) for _ in range(2)] == [(50, ""), (0, "budget_spent")]
    tell(refund(before[0], 1, {"a": 1000}), NOW)
    assert earned(sells(eve)) == (100, "")
    cap(of)
    sells(eve)
    cap(of, **caps)
    assert earned(sells(eve)) == (0, "budget_spent")
    assert budgets.spent_in_all([of.id]) == {of.id: 550}


def test_of_two_orders_that_saw_the_same_room_one_has_it() -> None:
    of = programme(NOW)
    found = sale(sells(member(NOW, of)))  # 100 are gone
    cap(of, total=200)
    known = store.programme(of.id)
    assert known is not None
    assert found is not None
    first, second = Tx(NOW), Tx(NOW)
    for tx in (first, second):
        budgets.spend(tx, known.document, found, 60, is_new=True)
    first.commit()
    with pytest.raises(Superseded):
        second.commit()
    assert budgets.spent_in_all([of.id]) == {of.id: 160}


@pytest.mark.parametrize("caps", [{"total": 100}, {"per_month": 100}, {"per_member_month": 100}])
def test_what_a_failed_refund_took_is_earned_again_though_the_budget_went_to_another_order(
    caps: dict[str, int],
) -> None:
    of = programme(NOW, caps=Caps(**caps))
    eve = member(NOW, of)
    first = sells(eve)
    back = refund(first, 1, {"a": 1000})
    tell(back, NOW)
    second = sells(eve)
    tell(about(first, RefundFailed, lines=(), refund_id=back.refund_id), NOW)
    assert [earned(first), earned(second)] == [(100, ""), (100, "")]
    assert balances(eve) == (200, 0)
    assert budgets.spent_in_all([of.id]) == {of.id: 200}
    assert earned(sells(eve)) == (0, "budget_spent")


def test_a_rejection_can_be_taken_back_though_the_budget_went_to_another_order() -> None:
    of = programme(NOW, caps=Caps(total=100))
    eve, ben = member(NOW, of), member(NOW, of, "acc_ben")
    suspicious = order(NOW, click(eve, NOW - timedelta(seconds=2)).id)
    tell(suspicious, NOW)
    commission, tx = commission_id(suspicious.order_id, 0), Tx(NOW)
    reviewing.reject(commission, "Not a person", "acc_boss", tx)
    tx.commit()
    assert earned(sells(ben)) == (100, "")
    tx = Tx(NOW)
    reviewing.reopen(commission, "acc_boss", tx)
    tx.commit()
    assert (earned(suspicious), balances(eve)) == ((100, ""), (100, 0))


def test_a_programme_without_caps_has_no_item_that_every_sale_writes() -> None:
    of = programme(NOW)
    people = [member(NOW, of, f"acc_{n}") for n in range(40)]
    for who in people:
        sells(who)
    written = [item.spent for item in SpentItem.query(of.id, SpentItem.sk.startswith("spent#"))]
    assert max(written) < 40 * 100 / 2
    assert budgets.spent_in_all([of.id]) == {of.id: 4000}


def test_a_fixed_reward_is_at_most_what_was_paid_for_the_line() -> None:
    each = Rule("rul_fixed", When(), FixedPerPiece(500))
    eve = member(NOW, programme(NOW, rules=(each,)))
    assert [earned(sells(eve, nets={"a": net})) for net in (1, 499, 500, 9000)] == [
        (1, ""),
        (499, ""),
        (500, ""),
        (500, ""),
    ]


def test_a_fixed_reward_for_more_pieces_than_there_is_money_is_no_error() -> None:
    each = Rule("rul_fixed", When(), FixedPerPiece(MAX_MINOR))
    eve = member(NOW, programme(NOW, rules=(each,)))
    paid = order(NOW, click(eve, NOW - HOUR).id)
    tell(replace(paid, lines=(FactLine("SKU-a", 999, 1000, 0, "a"),)), NOW)
    assert earned(paid) == (1000, "")
    earning.approve_due(NOW)
    assert balances(eve) == (1000, 0)
