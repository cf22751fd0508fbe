"""Following a link: what it writes, takes and costs; a thousand clicks a second on one link against what a partition takes; and the
figures of a member with a million clicks and ten thousand commissions. Runs in a process of its own, on Dynoxide."""

from __future__ import annotations

import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.checkout import Meter, metered

if TYPE_CHECKING:
    from tests.affiliates.promoting import Promoter

PREFIX = "bench-"
FOLLOWED = 2_000
MAX_REDIRECT_MILLISECONDS = 6
MIN_A_SECOND = 400
CLICKS_A_SECOND = 1_000
BATCH = 50
"""As the stream hands facts over (infra/stack/functions.yaml)."""
PARTITION_WRITE_UNITS = 1_000
CLICKS = 1_000_000
COMMISSIONS = 10_000
DAYS = 365
LINKS = 6
SUB_IDS = 20
LOOKS = 100
MAX_READ_CALLS = 5
MAX_DASHBOARD_MILLISECONDS = 50
# Dollars, us-east-1, as AWS lists them.
WRITE_UNIT, READ_UNIT = 0.625e-6, 0.125e-6
API_CALL, LAMBDA_CALL, LAMBDA_GIGABYTE_SECOND = 3.5e-6, 0.2e-6, 0.0000166667
API_GIGABYTES, FACTS_GIGABYTES = 1, 0.5


def run() -> list[dict[str, Any]]:
    """The figures."""
    child = subprocess.run([sys.executable, "-m", "bench.affiliates"], capture_output=True, text=True, check=False)
    if child.returncode:
        raise RuntimeError(child.stderr[-2000:])
    found: list[dict[str, Any]] = json.loads(child.stdout.splitlines()[-1])
    return found


@dataclass
class Partitions:
    """Write units by table and partition key while it is on, as DynamoDB bills them: a kilobyte each, twice in a transaction."""

    units: Counter[tuple[str, str]] = field(default_factory=Counter)
    updated: set[tuple[str, str, str]] = field(default_factory=set)
    requests: list[tuple[str, str, str]] = field(default_factory=list)

    def look(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name != "TransactWriteItems":
            return
        for entry in params["TransactItems"]:
            (kind, asked), *_rest = entry.items()
            if kind == "Put":
                key = (asked["TableName"], asked["Item"]["pk"]["S"])
                self.units[key] += 2 * math.ceil(_size(asked["Item"]) / 1024)
            elif kind == "Update":
                self.requests.append((asked["TableName"], asked["Key"]["pk"]["S"], asked["Key"]["sk"]["S"]))

    def greatest(self) -> int:
        """The units of the partition key that took the most. An update costs what its item is like in the end, at most."""
        from chalicelib.kit.tables import connection

        for table, pk, sk in self.requests:
            item = connection().client.get_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": sk}})["Item"]
            self.units[table, pk] += 2 * math.ceil(_size(item) / 1024)
        return max(self.units.values())


def _size(item: dict[str, Any]) -> int:
    return sum(len(name) + len(str(next(iter(value.values())))) for name, value in item.items())


@contextmanager
def watched() -> Iterator[Partitions]:
    """Watch the writes of this block."""
    from chalicelib.kit.tables import connection

    partitions = Partitions()
    events = connection().client.meta.events
    events.register("provide-client-params.dynamodb.*", partitions.look)
    try:
        yield partitions
    finally:
        events.unregister("provide-client-params.dynamodb.*", partitions.look)


@contextmanager
def as_on_one_machine() -> Iterator[None]:
    """Reach the engine as the portal on one machine does: what is timed here is not botocore."""
    from chalicelib.kit.config import config
    from chalicelib.kit.tables import connection
    from infra.local import engine_client
    from tests.support.template import point_models_at

    endpoint, shared = config().dynamodb_endpoint or "", connection()
    before = shared.client
    engine_client.use(endpoint)
    point_models_at(endpoint, PREFIX)
    try:
        yield
    finally:
        shared._client = before
        point_models_at(endpoint, PREFIX)


def _member() -> Promoter:
    from app import app
    from infra.local.gateway import Gateway
    from tests.affiliates.promoting import promoter
    from tests.support.http import Http

    return promoter(Http(Gateway(app), {}))


def _redirect(member: Promoter) -> list[dict[str, Any]]:
    from tests.affiliates.promoting import follow

    code = member.link()
    for _ in range(20):
        follow(member.guest, code)
    with metered() as meter:
        follow(member.guest, code)
    with as_on_one_machine():
        took, a_second = _followed(member, code, FOLLOWED)
    deployed, _ = _followed(member, code, FOLLOWED // 10)
    counting, milliseconds = _counting()
    a_million = 1_000_000 * (
        meter.write_units * WRITE_UNIT
        + API_CALL
        + LAMBDA_CALL
        + statistics.median(took) / 1000 * API_GIGABYTES * LAMBDA_GIGABYTE_SECOND
    )
    counted = 1_000_000 * (
        counting.write_units * WRITE_UNIT
        + counting.read_units * READ_UNIT
        + (LAMBDA_CALL + milliseconds / 1000 * FACTS_GIGABYTES * LAMBDA_GIGABYTE_SECOND)
    )
    counted /= CLICKS_A_SECOND
    return [
        _most("Redirect of a warm link: writes", meter.round_trips, "", 1),
        _most("Redirect of a warm link: write units", meter.write_units, "WRU", 1),
        _most("Redirect of a warm link: reads", meter.read_units, "RRU", 0),
        _most("Redirect, p95 through the handler", round(_p95(took), 2), "ms", MAX_REDIRECT_MILLISECONDS),
        _least("Redirects a second in one thread", round(a_second), "/s", MIN_A_SECOND),
        _told("Redirect by botocore, as deployed: p95", round(_p95(deployed), 2), "ms"),
        _told("Load of the machine meanwhile (1 minute)", round(os.getloadavg()[0], 1), ""),
        _told("A million redirects: API, Lambda, DynamoDB", round(a_million, 2), "$"),
        _told("Counting a million clicks of different visitors", round(counted, 2), "$"),
    ]


def _followed(member: Promoter, code: str, number: int) -> tuple[list[float], float]:
    """The milliseconds of following a link so often, by different visitors, and how often a second that is."""
    from tests.affiliates.promoting import click_of, follow

    took, started = [], time.perf_counter()
    for visitor in range(number):
        begun = time.perf_counter()
        reply = follow(member.guest, code, "?sub=blog", accept_language=f"x-{visitor}")
        took.append((time.perf_counter() - begun) * 1000)
        assert click_of(reply)
    return took, number / (time.perf_counter() - started)


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[18]


def _clicks(member_id: str, number: int, at: datetime, link: str = "link0000") -> list[dict[str, Any]]:
    """Facts of clicks by different visitors within a second, as the stream brings them."""
    from chalicelib.affiliates.click_events import Clicked
    from chalicelib.kit import ids
    from chalicelib.kit.facts import EventItem

    records = []
    for each in range(number):
        moment = at + timedelta(microseconds=each * 1_000_000 // number)
        fact = Clicked(
            ids.new_id("clk", moment), link, member_id, "prg_1", 60, visitor=f"v{each}{at.second}", sub_id=f"campaign-{each % 200}",
            landing="/p/ROUTER-1?utm_source=blog&utm_medium=affiliate", referrer_host="blog.example"
        )  # fmt: skip
        image = EventItem.of(fact, ids.new_id("evt", moment), moment).to_dynamodb_dict()
        records.append({"eventName": "INSERT", "dynamodb": {"NewImage": image, "SequenceNumber": str(each)}})
    return records


def _take(records: list[dict[str, Any]], now: datetime) -> float:
    """Hand over in batches; milliseconds."""
    from chalicelib import bootstrap
    from chalicelib.kit import events

    begun = time.perf_counter()
    for first in range(0, len(records), BATCH):
        assert events.deliver_records(records[first : first + BATCH], bootstrap.SUBSCRIPTIONS, now) == []
    return (time.perf_counter() - begun) * 1000


def _counting() -> tuple[Meter, float]:
    """What counting a second's thousand clicks uses, and its milliseconds."""
    from chalicelib.kit import clock

    member = _known_member("acc_counting")
    with metered() as meter:
        milliseconds = _take(_clicks(member, CLICKS_A_SECOND, clock.now()), clock.now())
    return meter, milliseconds


def _known_member(account_id: str) -> str:
    from chalicelib.affiliates.domain.member import Member
    from chalicelib.affiliates.store import add_member
    from chalicelib.kit import clock, ids
    from chalicelib.kit.tx import Tx

    now = clock.now()
    tx = Tx(now)
    item = add_member(tx, Member(ids.new_id("aff", now), account_id, "Ana", "active", now))
    tx.commit()
    return str(item.pk)


def _hot_link() -> list[dict[str, Any]]:
    from chalicelib.affiliates.counters import click_totals
    from chalicelib.affiliates.figures_store import of_period
    from chalicelib.kit import clock

    member, now = _known_member("acc_hot"), clock.now().replace(hour=12)
    _take(_clicks(member, CLICKS_A_SECOND, now), now)  # all the names that a day counts are there
    with watched() as partitions:
        _take(_clicks(member, CLICKS_A_SECOND, now + timedelta(seconds=1)), now)
    greatest = partitions.greatest()
    totals = click_totals(of_period(member, now.date(), now.date())[0])
    assert totals.total == 2 * CLICKS_A_SECOND, totals
    name = f"{CLICKS_A_SECOND:,} clicks a second on one link: most write units on a partition key"
    return [_most(name, greatest, "WRU/s", PARTITION_WRITE_UNITS - 1)]


def _dashboard(member: Promoter) -> list[dict[str, Any]]:
    from chalicelib.kit import clock

    _seed(member.member_id, clock.now())
    year = f"/v1/affiliates/me/summary?since={(clock.now() - timedelta(days=DAYS)).date()}"
    figures = []
    for name, path in (
        ("summary of 30 days", "/v1/affiliates/me/summary"),
        ("summary of a year", year),
        ("page of clicks", "/v1/affiliates/me/clicks"),
        ("page of commissions", "/v1/affiliates/me/commissions"),
    ):
        http, took = member.http, []
        with metered() as meter:
            assert http.get(path).status == 200
        calls = meter.round_trips
        with as_on_one_machine():
            for _ in range(LOOKS):
                begun = time.perf_counter()
                http.get(path)
                took.append((time.perf_counter() - begun) * 1000)
        title = f"{CLICKS:,} clicks, {COMMISSIONS:,} commissions: {name}"
        figures.append(_most(f"{title}: read calls", calls, "", MAX_READ_CALLS))
        figures.append(_most(f"{title}: p95", round(_p95(took), 1), "ms", MAX_DASHBOARD_MILLISECONDS))
    totals = member.http.get(year).json["totals"]
    assert (totals["clicks"], totals["orders"]) == (CLICKS, COMMISSIONS), totals
    return figures


def _seed(member_id: str, now: datetime) -> None:
    """A year's clicks and sales, summed and packed by the code that does so for the stream, and written many at once."""
    from chalicelib.affiliates import counters, figures_store
    from chalicelib.affiliates.click_store import BatchItem
    from chalicelib.kit.tables import MomentAttribute
    from chalicelib.kit.tx import Tx

    chance, moment = random.Random(1), MomentAttribute()
    for back in range(DAYS):
        noon = (now - timedelta(days=back)).replace(hour=12)
        clicks = _day_of_clicks(member_id, noon, CLICKS // DAYS + (1 if back < CLICKS % DAYS else 0), chance)
        with BatchItem.batch_write() as batch:
            for first in range(0, len(clicks), counters.MAX_TOGETHER):
                part = clicks[first : first + counters.MAX_TOGETHER]
                key = f"{moment.serialize(part[0].at)}#{part[0].id}"
                batch.save(BatchItem(f"{member_id}#clicks", key, clicks=tuple(part), expires_at=2_000_000_000))
        tx = Tx(now)
        figures_store.add(tx, member_id, "clicks", noon.date(), counters.sums(clicks))
        tx.commit()
    _seed_sales(member_id, now, chance)


def _day_of_clicks(member_id: str, noon: datetime, number: int, chance: random.Random) -> list[Any]:
    """By different visitors, newest first."""
    from chalicelib.affiliates.domain.click import Click

    return [
        Click(f"clk_{noon.toordinal():010}{each:016}", member_id, "prg_1", noon - timedelta(milliseconds=each), "human",
              f"link000{chance.randrange(LINKS)}", f"sub-{chance.randrange(SUB_IDS)}", f"v{each}", "/p/ROUTER-1",
              "blog.example")
        for each in range(number)
    ]  # fmt: skip


def _seed_sales(member_id: str, now: datetime, chance: random.Random) -> None:
    from chalicelib.affiliates import sales_store
    from chalicelib.affiliates.domain.sale import Attribution, Commission, Sale
    from chalicelib.affiliates.domain.wording import Phrase
    from chalicelib.affiliates.store import SaleItem
    from chalicelib.kit import ids
    from chalicelib.kit.tx import Tx

    with SaleItem.batch_write() as batch, as_on_one_machine():
        for number in range(COMMISSIONS):
            at = now - timedelta(days=chance.randrange(DAYS))
            link, sub_id = f"link000{chance.randrange(LINKS)}", f"sub-{chance.randrange(SUB_IDS)}"
            found = Attribution(member_id, "prg_1", "click", "clk_1", link=link, sub_id=sub_id)
            words = (Phrase("percent_of_line", {"percent": "2.9"}), Phrase("everything"))
            line = Commission(0, "ROUTER-1", "ROUTER-1", 1, 12_000, 348, "rul_1", words)
            sale = Sale(
                ids.new_id("ord", at), f"P-{number}", "USD", "approved", at, at, found, (line,), 12_000, delivered=True
            )
            batch.save(SaleItem(sale.order_id, state="sale#approved", member=member_id, version=1, document=sale))
            tx = Tx(now)
            sales_store.count(tx, Sale(sale.order_id, sale.number, "USD"), sale)
            tx.commit()


def _most(name: str, value: float, unit: str, most: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": f"<= {most}", "met": value <= most}


def _least(name: str, value: float, unit: str, least: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": f">= {least}", "met": value >= least}


def _told(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": "-", "met": True}


def main() -> None:
    """Measure on an engine of our own; the figures as JSON on the last line."""
    from tests.support import engine, environment

    with tempfile.TemporaryDirectory() as folder:
        environment.prepare(Path(folder))
        from tests.support.template import create_tables, point_models_at

        program = engine.binary()
        if program is None:
            raise SystemExit("Dynoxide is not installed: `make run` installs it")
        with engine.running(program) as endpoint:
            point_models_at(endpoint, PREFIX)
            create_tables(PREFIX)
            member = _member()
            figures = [*_redirect(member), *_hot_link(), *_dashboard(member)]
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
