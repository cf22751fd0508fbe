"""A member's figures are what a recount of their clicks and sales comes to, after any course of events, and stay small whatever people
write into addresses."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chalicelib.affiliates import figures_store, sales_store
from chalicelib.affiliates.click_events import Clicked
from chalicelib.affiliates.click_reactions import SUBSCRIPTIONS
from chalicelib.affiliates.click_store import BatchItem, ClickItem
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.sale import Attribution, Sale, with_cancellation
from chalicelib.affiliates.figures_store import MAX_NAMES, OTHERS, Entry, FiguresItem
from chalicelib.affiliates.sales_store import Sold
from chalicelib.kit import events, ids
from chalicelib.kit.facts import EventItem
from chalicelib.kit.tx import Tx
from chalicelib.orders.events import OrderCancelled, OrderPaid
from tests.affiliates.facts import member, order, programme, refund, sale, tell

pytestmark = pytest.mark.engine
START = datetime(2026, 1, 20, 12, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAX_ITEM_BYTES = 400 * 1024
WHO = st.integers(0, 1)


def clicked(
    who: Member, at: datetime, *, sub_id: str = "", link: str = "link0000", visitor: str = "v", **more: str
) -> EventItem:
    """The fact of a click as the stream brings it."""
    click_id = ids.new_id("clk", at)
    fact = Clicked(click_id, link, who.id, who.memberships[0].programme_id, 60, visitor=visitor, sub_id=sub_id, **more)  # type: ignore[arg-type]
    return EventItem.of(fact, ids.new_id("evt", at), at)


def take(items: list[EventItem], now: datetime) -> None:
    """Hand facts over together."""
    records = [
        {"eventName": "INSERT", "dynamodb": {"NewImage": item.to_dynamodb_dict(), "SequenceNumber": str(number)}}
        for number, item in enumerate(items)
    ]
    assert events.deliver_records(records, SUBSCRIPTIONS, now) == []


def kept(member_id: str) -> Iterator[FiguresItem]:
    """All that is counted of a member by day and by month."""
    for counted in ("clicks", "sales"):
        for span in ("days", "months"):
            yield from FiguresItem.query(f"{member_id}#{counted}-{span}")


def assert_counts(item: FiguresItem, recounted: Counter[Entry]) -> None:
    """What has a name of its own is counted exactly; the rest is with the others."""
    rest: Counter[Entry] = Counter()
    named = {(group, key) for group, key, _ in item.counts}
    for (group, key, measure), number in recounted.items():
        rest[group, key if (group, key) in named else OTHERS, measure] += number
    assert {entry: n for entry, n in item.counts.items() if n} == {entry: n for entry, n in rest.items() if n}
    for bounded in ("link", "sub"):
        assert sum(group.startswith(bounded) and key != OTHERS for group, key in named) <= MAX_NAMES


class Figures(RuleBasedStateMachine):
    """Clicks and orders of two members over months, told late, together, in any order and more than once."""

    runs = refunds_counted = 0

    @initialize()
    def begin(self) -> None:
        Figures.runs += 1
        self.now = START + timedelta(days=400 * Figures.runs)
        of = programme(self.now)
        self.people: list[Member] = [member(self.now, of, f"acc_{Figures.runs}_{name}") for name in ("eve", "ben")]
        self.told: list[EventItem] = []
        self.orders: list[OrderPaid] = []
        self.refunds: Counter[str] = Counter()
        self.paid: dict[str, date] = {}
        self.back: Counter[str] = Counter()
        self.cancelled: set[str] = set()
        self.told.append(clicked(self.people[0], self.now, sub_id="letter"))
        take(self.told, self.now)
        self.now += timedelta(hours=1)
        self.orders.append(order(self.now, self._click_of(self.told[0]), {"a": 1_000, "b": 700}))
        self._pay(self.orders[0])

    @rule(days=st.sampled_from([0, 0, 1, 9, 31]), minutes=st.integers(1, 90))
    def time_passes(self, days: int, minutes: int) -> None:
        self.now += timedelta(days=days, minutes=minutes)

    @rule(who=WHO, number=st.integers(1, 60), subs=st.sampled_from([1, 5, 200]), seed=st.integers(0, 9))
    def people_click(self, who: int, number: int, subs: int, seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(number):
            self.now += timedelta(seconds=1)
            kind = chance.choice(["human"] * 6 + ["bot", "prefetch", "self"])
            sub_id, link = f"s:[{chance.randrange(subs)}]", f"link000{chance.randrange(3)}"
            visitor = f"v{chance.randrange(400)}"
            told = clicked(self.people[who], self.now, sub_id=sub_id, link=link, visitor=visitor, kind=kind)
            self.told.append(told)
        take(self.told[-number:], self.now)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def clicks_are_told_again(self, data: st.DataObject) -> None:
        first = data.draw(st.integers(0, len(self.told) - 1))
        again = self.told[first : first + 60]
        data.draw(st.randoms(use_true_random=False)).shuffle(again)
        take(again, self.now)

    @precondition(lambda self: self.told)
    @rule(data=st.data(), currency=st.sampled_from(["USD", "USD", "EUR"]), at_once=st.booleans())
    def somebody_orders(self, data: st.DataObject, currency: str, at_once: bool) -> None:
        came_by = data.draw(st.sampled_from(self.told[-30:]))
        self.now += timedelta(minutes=5)
        click_id = self._click_of(came_by)
        nets = {"a": data.draw(st.integers(1, 5_000)), "b": 700}
        self.orders.append(order(self.now, click_id, nets, currency=currency))
        if at_once:
            self._pay(self.orders[-1])

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def it_is_paid(self, data: st.DataObject) -> None:
        self._pay(data.draw(st.sampled_from(self.orders)))

    def _click_of(self, item: EventItem) -> str:
        return msgspec.json.decode(item.payload, type=Clicked).click_id

    def _pay(self, known: OrderPaid) -> None:
        tell(known, self.now)
        self.paid.setdefault(known.order_id, self.now.date())

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), again=st.booleans())
    def part_of_it_is_paid_back(self, data: st.DataObject, again: bool) -> None:
        known = data.draw(st.sampled_from(self.orders))
        left = 700 - self.back[known.order_id]
        if left > 0 and known.order_id not in self.cancelled:
            part = data.draw(st.integers(1, left))
            self.back[known.order_id] += part
            self.refunds[known.order_id] += 1
            fact = refund(known, self.refunds[known.order_id], {"b": part})
            for _ in range(2 if again else 1):
                tell(fact, self.now)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def it_is_cancelled(self, data: st.DataObject) -> None:
        known = data.draw(st.sampled_from(self.orders))
        about = {name: getattr(known, name) for name in known.__struct_fields__ if name != "buyer_keys"}
        tell(OrderCancelled(**about, reason="staff"), self.now)
        self.cancelled.add(known.order_id)

    @invariant()
    def figures_are_what_a_recount_says(self) -> None:
        for person in self.people:
            clicks, sales = self._clicks_of(person.id), self._sales_of(person.id)
            for item in kept(person.id):
                recount = clicks if "#clicks" in item.pk else sales
                assert_counts(item, sum((of for day, of in recount.items() if day.startswith(item.sk)), Counter()))
            spans = {item.sk for item in kept(person.id)}
            assert {day for of in (clicks, sales) for day in of} | {
                day[:7] for of in (clicks, sales) for day in of
            } <= spans

    def _clicks_of(self, member_id: str) -> dict[str, Counter[Entry]]:
        """By day, from the clicks themselves."""
        found: dict[str, Counter[Entry]] = {}
        kept = [item.document for item in ClickItem.scan(ClickItem.sk == "click")]
        mine = [one for one in kept if one.member_id == member_id]
        listed = [one.id for batch in BatchItem.query(f"{member_id}#clicks") for one in batch.clicks]
        assert sorted(listed) == sorted(one.id for one in mine if one.kind != "bot")
        for one in mine:
            counts = found.setdefault(one.at.date().isoformat(), Counter())
            if one.kind == "human":
                counts["day", one.at.date().isoformat(), "human"] += 1
                counts["link", one.link, "human"] += 1
                counts["sub", one.sub_id, "human"] += 1
            else:
                counts["kind", one.kind, "clicks"] += 1
        return found

    def _sales_of(self, member_id: str) -> dict[str, Counter[Entry]]:
        """By day, from what is known of the orders and what each earned."""
        found: dict[str, Counter[Entry]] = {}
        for known in self.orders:
            stored = sale(known)
            by = stored.attribution if stored else None
            if stored is None or by is None or by.member_id != member_id or stored.stage == "rejected":
                continue
            Figures.refunds_counted += bool(stored.refunds)
            day, over = self.paid[known.order_id].isoformat(), known.order_id in self.cancelled
            net = 0 if over else sum(line.net for line in known.lines) - self.back[known.order_id]
            for group, key in (("day", day), ("link", by.link), ("sub", by.sub_id)):
                name = f"{group}/{known.currency}"
                more = {"orders": 0 if over else 1, "net": net, "earned": stored.earned}
                found.setdefault(day, Counter()).update({(name, key, what): n for what, n in more.items()})
        return found


def test_any_course_of_events_leaves_figures_that_a_recount_confirms(engine: str) -> None:
    run_state_machine_as_test(
        Figures,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
    assert Figures.refunds_counted  # else it proved little


@pytest.fixture
def a_year(engine: str) -> dict[date, int]:
    """A member with a click or some on most days of 2025 and 2026: how many on which."""
    chance = random.Random(5)
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(730) if n % 7]
    clicks = {day: chance.randrange(1, 9) for day in days}
    for day, number in clicks.items():
        tx = Tx(NOON)
        figures_store.add(tx, "aff_1", "clicks", day, {("day", day.isoformat(), "human"): number})
        tx.commit()
    return clicks


def test_a_period_is_the_same_however_it_lies_to_the_months(a_year: dict[date, int]) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(since=st.dates(date(2025, 1, 1), date(2026, 11, 1)), length=st.integers(0, 400))
    def holds(since: date, length: int) -> None:
        until = since + timedelta(days=length)
        clicks, _, _ = figures_store.of_period("aff_1", since, until)
        expected = {day.isoformat(): number for day, number in a_year.items() if since <= day <= until}
        assert figures_store.by_key(clicks, "day", "human") == expected

    holds()


def sold(number: int, sub_id: str, link: str = "link0000") -> Sale:
    """A paid order."""
    by = Attribution("aff_1", "prg_1", "click", link=link, sub_id=sub_id)
    return Sale(f"ord_{number}", "P-1", "USD", "pending", NOON, NOON, by, (), 1_000)


def size(item: FiguresItem) -> int:
    """As DynamoDB reckons it, and a little more."""
    return sum(len(":".join(entry)) + 21 for entry in item.counts) + 100


def test_a_flood_of_sub_ids_in_sales_stays_small_and_is_taken_back_where_it_was_added(engine: str) -> None:
    sales = [sold(number, f"{number:03}".ljust(64, "x"), f"link{number:04}") for number in range(MAX_NAMES + 3)]
    for one in sales:
        record(Sale(one.order_id, "P-1", "USD"), one)
    _, counts, _ = figures_store.of_period("aff_1", NOON.date(), NOON.date())
    by_sub = sales_store.sold_by(counts, "sub", "USD")
    assert len(by_sub) == MAX_NAMES + 1
    assert by_sub[OTHERS] == Sold(3, 3_000, 0)
    assert max(size(item) for item in kept("aff_1")) < MAX_ITEM_BYTES / 8
    for one in sales:
        record(one, with_cancellation(one))
    for item in kept("aff_1"):
        assert set(item.counts.values()) == {0}
    assert sales_store.sold_in_all("aff_1", "prg_1", "USD") == 0


def record(before: Sale, after: Sale) -> None:
    """Count what became of a sale."""
    tx = Tx(NOON)
    tx.run(lambda: sales_store.count(tx, before, after))


def test_a_flood_of_sub_ids_and_links_in_clicks_stays_small(engine: str) -> None:
    for number in range(9):
        day = NOON.date() + timedelta(days=number // 3)
        names = [(f"l{number}{each:06}", f"{number}-{each}".ljust(64, "y")) for each in range(45)]
        counts: dict[Entry, int] = {("link", link, "human"): 1 for link, _ in names}
        counts |= {("sub", sub_id, "human"): 1 for _, sub_id in names}
        tx = Tx(NOON)
        figures_store.add(tx, "aff_1", "clicks", day, counts)
        tx.commit()
    for item in kept("aff_1"):
        assert item.counts["sub", OTHERS, "human"] == item.counts["link", OTHERS, "human"]
        assert sum(item.counts.values()) == 2 * 45 * (9 if item.sk == "2026-03" else 3)
        assert len(item.counts) == 2 * (MAX_NAMES + 1)
        assert size(item) < 20 * 1024


def test_counters_that_race_for_names_keep_the_bound(engine: str) -> None:
    def add(thread: int) -> None:
        for number in range(12):
            tx = Tx(NOON)
            names = {("sub", f"{thread}-{number}-{each}", "human"): 1 for each in range(5)}
            until_done(tx, names)

    def until_done(tx: Tx, names: dict[Entry, int]) -> None:
        for _ in range(50):
            try:
                return tx.run(lambda: figures_store.add(tx, "aff_1", "clicks", NOON.date(), names))
            except Exception as error:  # contended: as the stream, again
                last = error
        raise last

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(4)))
    for item in kept("aff_1"):
        assert len([key for _, key, _ in item.counts if key != OTHERS]) == MAX_NAMES
        assert sum(item.counts.values()) == 4 * 12 * 5


def test_a_member_whose_counters_are_broken_hinders_no_other(engine: str) -> None:
    of = programme(NOON)
    eve, ben = member(NOON, of, "acc_eve"), member(NOON, of, "acc_ben")
    broken = f"{eve.id}#clicks-days"
    FiguresItem(broken, NOON.date().isoformat(), names=7).save()  # what it is read as is not how it stands
    raw = FiguresItem._get_connection()
    raw.connection.client.update_item(
        TableName=FiguresItem.Meta.table_name,
        Key={"pk": {"S": broken}, "sk": {"S": NOON.date().isoformat()}},
        UpdateExpression="SET #name = :text",
        ExpressionAttributeNames={"#name": f"day:{NOON.date()}:human"},
        ExpressionAttributeValues={":text": {"S": "not a number"}},
    )
    take([clicked(who, NOON, visitor=f"v{n}") for n, who in enumerate([eve, ben, eve, ben])], NOON)
    clicks, _, _ = figures_store.of_period(ben.id, NOON.date(), NOON.date())
    assert figures_store.by_key(clicks, "day", "human") == {NOON.date().isoformat(): 2}
    assert [item.state for item in events.DeliveryItem.scan() if item.state] == ["parked", "parked"]
