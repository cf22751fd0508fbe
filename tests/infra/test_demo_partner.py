"""The demo's partner: two months that were lived, and figures that a recount of them brings again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.affiliates import accounts, click_store, store
from chalicelib.affiliates.domain.click import Click
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.catalog import import_feed
from chalicelib.identity import find_account_by_email
from chalicelib.kit import clock, ledger
from chalicelib.kit.config import config
from chalicelib.kit.events import DeliveryItem
from chalicelib.kit.mail import FolderMailer, mailer
from chalicelib.orders.store import find_order
from infra.demo import catalogue, partner
from infra.demo.catalogue import feed
from infra.local import demo, demo_partner
from infra.local.stripe_sandbox import Sandbox
from tests.support.http import Http

pytestmark = pytest.mark.engine
_SINCE = clock.now().date() - timedelta(days=partner.JOINED_DAYS_AGO)


def test_two_months_are_lived_once_and_every_figure_of_them_is_right(engine: str, client: Http, tmp_path: Path) -> None:
    member = live(engine, tmp_path)
    partners = client.signed_in(member.account_id)
    summary = partners.get(f"/v1/affiliates/me/summary?since={_SINCE}").json
    clicks, sales = clicks_of(member), store.sales_of(member.id, 100, None)[0]

    assert {one.kind for one in clicks} == {"human", "duplicate", "prefetch", "self"}  # bots' are in no list
    people = [one for one in clicks if one.kind == "human"]
    assert len(people) > 400
    assert summary["totals"]["clicks"] == len(people)
    assert counted(summary["by_link"], "clicks") == Counter(one.link for one in people)
    assert counted(summary["by_day"], "clicks") == Counter(one.at.date().isoformat() for one in people)

    kept = [sale for sale in sales if not sale.cancelled]
    assert (len(sales), len(kept)) == (24, 23)
    assert summary["totals"]["orders"] == len(kept)
    assert summary["totals"]["earned"]["amount"] == sum(sale.earned for sale in sales)
    assert summary["totals"]["sales"]["amount"] == sum(sale.net - sale.refunded_net for sale in sales)
    by_link = Counter(sale.attribution.link for sale in kept if sale.attribution and sale.attribution.link)
    assert counted(summary["by_link"], "orders") == by_link
    balances = {name: each["amount"] for name, each in summary["balances"].items()}
    assert balances == recounted(sales)
    assert min(balances[name] for name in ("pending", "approved", "paid")) > 0
    assert [one for account in books(member) for one in ledger.audit(account.owner, "USD")] == []

    assert Counter(sale.stage for sale in sales) == {"paid": 9, "approved": 7, "pending": 7, "held": 1}
    assert [sign.code for sale in sales if sale.stage == "held" for sign in sale.signs] == ["too_fast"]
    assert [sale.refunded_net > 0 for sale in kept].count(True) == 1
    [payout] = partners.get("/v1/affiliates/me/payouts").json["items"]
    assert (payout["state"], payout["amount"]["amount"]) == ("paid", balances["paid"])
    read = partners.with_headers(Accept="application/pdf").get
    statement = read(f"/v1/affiliates/me/payouts/{payout['payout_id']}/statement.pdf")
    assert statement.body.startswith(b"%PDF-")
    nothing_is_left_over(sales)


def live(endpoint: str, folder: Path) -> Member:
    """A shop that sells what the partner sells, and the partner."""
    file = folder / "demo.tsv.gz"
    products = (product for product in catalogue.products() if product.sku in partner.SKUS)
    assert feed.write(file, products, clock.now().date()) == len(partner.SKUS)
    assert import_feed(file, file.name, clock.now()).state == "published"
    demo._people()
    demo._affiliates()
    deliver = demo._delivery(folder, f"{config().table_prefix}events", endpoint, demo_partner.subscriptions())
    began = clock.now()
    sandbox = Sandbox(public_url="https://shop.example/_local/stripe")
    assert [demo_partner.write(sandbox, deliver) for _ in range(2)] == [len(partner.SALES), 0]
    assert began < clock.now() < began + timedelta(minutes=5)
    account = find_account_by_email(partner.EMAIL)
    assert account is not None
    item = store.member_of_account(account.id)
    assert item is not None
    return item.document


def nothing_is_left_over(sales: list[Sale]) -> None:
    """No order waits for a payment, nobody was written to, and everybody heard of everything."""
    placed = [find_order(sale.order_id) for sale in sales]
    assert all(item is not None and item.document.state != "placed" for item in placed)
    outbox = mailer()
    assert isinstance(outbox, FolderMailer)
    assert outbox.messages() == []
    assert [item for item in DeliveryItem.scan(consistent_read=True) if item.state is not None] == []


def clicks_of(member: Member) -> list[Click]:
    return [click for batch in click_store.batches(member.id, " ", "~", 100) for click in batch.clicks]


def counted(figures: list[dict[str, Any]], what: str) -> Counter[str]:
    return Counter({one["key"]: one[what] for one in figures if one[what]})


def recounted(sales: list[Sale]) -> dict[str, int]:
    """What the balances have to be, by what each sale has left."""
    left: Counter[str] = Counter()
    for sale in sales:
        left["pending" if sale.stage == "held" else sale.stage] += sale.earned
    return {name: left[name] for name in ("pending", "approved", "in_payout", "paid")}


def books(member: Member) -> list[ledger.Account]:
    return [accounts.pending(member.id), accounts.approved(member.id)]
