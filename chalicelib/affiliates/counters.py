"""How often members' links were followed: counted from the stream, in batches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates import click_store, figures_store
from chalicelib.affiliates.click_events import Clicked
from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.figures_store import Counts, Entry
from chalicelib.affiliates.store import member
from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx

SAME_CLICK = timedelta(hours=1)
"""A visitor who follows a link again within this counts once."""
MAX_TOGETHER = 45
"""Clicks a transaction: two items each, and those of the day, the month and the list."""


class ClickTotals(msgspec.Struct, frozen=True):
    """Human clicks of a period. Links by code, sub-ids by name; days as `2026-03-02` (UTC)."""

    total: int = 0
    by_day: dict[str, int] = {}
    by_link: dict[str, int] = {}
    by_sub_id: dict[str, int] = {}
    apart: dict[str, int] = {}
    """What was not counted, by kind."""


def click_totals(counts: Counts) -> ClickTotals:
    """The clicks of a period, of its counters."""
    by_day = figures_store.by_key(counts, "day", "human")
    by_link, by_sub_id = figures_store.by_key(counts, "link", "human"), figures_store.by_key(counts, "sub", "human")
    return ClickTotals(sum(by_day.values()), by_day, by_link, by_sub_id, figures_store.by_key(counts, "kind", "clicks"))


def clicks_on(member_id: str, day: date) -> tuple[int, int]:
    """The clicks of a day that count, and those that repeat others or are the member's own. One read."""
    totals = click_totals(figures_store.day(member_id, "clicks", day))
    return totals.total, totals.apart.get("duplicate", 0) + totals.apart.get("self", 0)


def count_clicks(deliveries: Sequence[Delivery]) -> None:
    """Count clicks, each once however often it is delivered: a click's item, written in the transaction that counts it, is the claim."""
    groups: dict[tuple[str, date], list[Delivery]] = defaultdict(list)
    for delivery in sorted(deliveries, key=lambda each: each.occurred_at):
        groups[delivery.fact.member_id, delivery.occurred_at.date()].append(delivery)
    for (member_id, day), together in groups.items():
        for first in range(0, len(together), MAX_TOGETHER):
            part = together[first : first + MAX_TOGETHER]
            tx = Tx(part[-1].now)
            tx.run(lambda member_id=member_id, day=day, part=part, tx=tx: _count(member_id, day, part, tx))  # type: ignore[misc]


def _count(member_id: str, day: date, deliveries: Sequence[Delivery], tx: Tx) -> None:
    known = click_store.counted(delivery.fact.click_id for delivery in deliveries)
    fresh = {each.fact.click_id: each for each in deliveries if each.fact.click_id not in known}
    if not fresh:
        return
    owner = member(member_id)
    visits = click_store.visits({click_store.visit_key(_click(each)) for each in fresh.values()})
    last = {key: visit.at for key, visit in visits.items()}
    judged = [_judged(_click(each), owner.document if owner else None, last) for each in fresh.values()]
    keep_days = max(each.fact.keep_days for each in fresh.values())
    counted = {click_store.visit_key(one): one for one in judged if one.kind == "human"}
    for one in judged:
        click_store.add_click(tx, one, keep_days)
    for key, one in counted.items():
        click_store.note_visit(tx, one, visits.get(key))
    if listed := [one for one in judged[::-1] if one.kind != "bot"]:
        click_store.add_batch(tx, listed, keep_days)
    figures_store.add(tx, member_id, "clicks", day, sums(judged))


def _click(delivery: Delivery) -> Click:
    fact: Clicked = delivery.fact
    return Click(
        id=fact.click_id,
        member_id=fact.member_id,
        programme_id=fact.programme_id,
        at=delivery.occurred_at,
        kind=fact.kind,
        link=fact.link,
        sub_id=fact.sub_id,
        visitor=fact.visitor,
        landing=fact.landing,
        referrer_host=fact.referrer_host,
        earlier=fact.earlier,
        navigated=fact.navigated,
        ad=fact.ad,
        server=fact.server,
    )


def _judged(one: Click, owner: Member | None, last: dict[str, datetime]) -> Click:
    """The click with the kind that it has among the others. `last`: when each visitor's last counted click was; kept up to date."""
    if one.kind != "human":
        return one
    if owner is None or owner.is_suspended(one.at):
        return replace(one, kind="suspended")
    key = click_store.visit_key(one)
    if key in last and abs(one.at - last[key]) < SAME_CLICK:
        return replace(one, kind="duplicate")
    last[key] = one.at
    return one


def sums(clicks: Iterable[Click]) -> Counts:
    """What the counters of the clicks' day grow by. Only human clicks count for days, links and sub-ids."""
    counts: Counter[Entry] = Counter()
    for one in clicks:
        if one.kind == "human":
            keys = {"day": one.at.date().isoformat(), "link": one.link, "sub": one.sub_id}
            counts.update((group, key, "human") for group, key in keys.items() if key)
        else:
            counts["kind", one.kind, "clicks"] += 1
    return counts
