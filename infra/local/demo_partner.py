"""Lives the last two months of the demo's partner, by the same steps that people and schedules take, each at its moment.

The clock of this process goes through those months and is back at the present afterwards. Nobody is written of what is long past: the
facts are delivered here, to everybody but who tells people and their tools of them.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import TypeVar
from zlib import crc32

import msgspec
import stripe

from chalicelib import bootstrap
from chalicelib.affiliates import counters, coupons, earning, links, members, payout_work, payouts, redirecting
from chalicelib.affiliates import store as affiliates
from chalicelib.affiliates.click_events import Clicked
from chalicelib.affiliates.domain.click import ClickKind
from chalicelib.affiliates.link_schemas import LinkDefinition
from chalicelib.affiliates.links import Target
from chalicelib.affiliates.payout_schemas import PayoutRequest, PayoutReview
from chalicelib.affiliates.redirecting import Visit as Look
from chalicelib.affiliates.schemas import AffiliateChange, JoinRequest
from chalicelib.identity import find_account_by_email
from chalicelib.identity.schemas import AccountView, Address
from chalicelib.kit import clock, ids
from chalicelib.kit.events import Delivery, Subscriptions
from chalicelib.kit.facts import Fact
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tx import Tx
from chalicelib.orders import checkout, fulfilment, payments, stripe_gateway
from chalicelib.orders import store as orders
from chalicelib.orders.basket import assess
from chalicelib.orders.carts import Visit
from chalicelib.orders.domain.cart import Cart, CartLine
from chalicelib.orders.schemas import CheckoutRequest, LineQuantity, RefundRequest, ShipmentRequest
from chalicelib.orders.service import must_find
from chalicelib.orders.views import cart_view
from chalicelib.pricing import Buyer, find_coupon
from infra.demo import partner
from infra.demo.partner import DemoSale
from infra.local.stripe_sandbox import Sandbox
from infra.local.stripe_sandbox.in_process import InProcessClient

T = TypeVar("T")
Step = Callable[[datetime], None]

_FINANCE = "finance@demo.portico.example"
_NOT_HERE = (".mail_", ".webhooks_on_", "affiliates.work_on_payout")
"""Who is not told: who writes mails, who tells webhooks (they have none), and what starts a payout's job on a thread, whose work is
done here."""
_SEED = 1848
_DAY = timedelta(days=1)
_PAYS_AFTER = timedelta(minutes=3)
"""From then on the schedule asks Stripe for it."""
_KINDS: tuple[ClickKind, ...] = ("human", "bot", "prefetch", "self")
_KINDS_PERCENT = (91, 5, 3, 1)
_LOOKS_AGAIN = 0.07
"""So many of the people follow a link again within the hour."""
_LANGUAGES = ("en-US", "en-GB", "de-DE")
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
)


def subscriptions() -> Subscriptions:
    """Who hears of the facts of these months."""
    return {
        fact: [one for one in subscribers if not any(part in one.name for part in _NOT_HERE)]
        for fact, subscribers in bootstrap.SUBSCRIPTIONS.items()
    }


def write(sandbox: Sandbox, settle: Callable[[], object]) -> int:
    """Live those months, unless that was begun before; how many orders they brought. `sandbox`: the Stripe that is paid by;
    `settle` delivers all facts that there are (to `subscriptions()`)."""
    account = _account(partner.EMAIL)
    if affiliates.member_of_account(account.id) is not None:
        return 0
    with _paid_by(sandbox), _its_time() as go_to:
        _Months(account.id, clock.now(), sandbox, settle, go_to).live()
    return len(partner.SALES)


@contextmanager
def _its_time() -> Iterator[Step]:
    """Moves this process's clock to any moment, and in the end by as much back."""
    moved = timedelta()

    def go_to(moment: datetime) -> None:
        nonlocal moved
        by = moment - clock.now()
        clock.advance(by)
        moved += by

    try:
        yield go_to
    finally:
        clock.advance(-moved)


@contextmanager
def _paid_by(sandbox: Sandbox) -> Iterator[None]:
    client = stripe.StripeClient(sandbox.api_key, http_client=InProcessClient(sandbox), max_network_retries=0)
    stripe_gateway.use(stripe_gateway.StripeGateway(client))
    try:
        yield
    finally:
        stripe_gateway.use(None)


class _Heard(Tx):
    """A transaction of which only the fact is wanted: clicks go by the hundred to who counts them, as from the stream."""

    fact: Clicked

    def publish(self, fact: Fact) -> str:
        assert isinstance(fact, Clicked)
        self.fact = fact
        return ""


@dataclass
class _Months:
    """What happens, in order of time: a step may add later ones; what would come after `now` does not happen."""

    account_id: str
    now: datetime
    sandbox: Sandbox
    settle: Callable[[], object]
    go_to: Step
    chance: random.Random = field(default_factory=lambda: random.Random(_SEED))
    links: list[Target] = field(default_factory=list)
    steps: list[tuple[datetime, int, Step]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=itertools.count)

    def live(self) -> None:
        self.at(self.now - timedelta(days=partner.JOINED_DAYS_AGO), self.join)
        for days_ago in range(partner.JOINED_DAYS_AGO - 1, -1, -1):
            night = self.midnight(days_ago) + _DAY - timedelta(minutes=1)
            self.at(min(night, self.now), partial(self.end_day, days_ago))
        for sale in partner.SALES:
            self.at(self.moment(sale.days_ago), partial(self.click_and_order, sale))
        self.at(self.moment(partner.PAID_DAYS_AGO), self.begin_payout)
        while self.steps:
            moment, _, step = heapq.heappop(self.steps)
            self.go_to(moment)
            step(moment)

    def at(self, moment: datetime, step: Step) -> None:
        if moment <= self.now:
            heapq.heappush(self.steps, (moment, next(self.order), step))

    def midnight(self, days_ago: int) -> datetime:
        return datetime.combine(self.now.date() - timedelta(days=days_ago), time(), self.now.tzinfo)

    def moment(self, days_ago: int) -> datetime:
        """Some time in the waking hours of America of a day."""
        return self.midnight(days_ago) + timedelta(seconds=self.chance.randrange(14 * 3600, 23 * 3600))

    # -- the partner -------------------------------------------------------------------------------------------------------

    def join(self, now: datetime) -> None:
        asked = msgspec.convert(partner.JOINS, JoinRequest)
        item = _commit(now, partial(members.sign_up, self.account_id, asked, "203.0.113.1"))
        profile = msgspec.convert(partner.PROFILE, AffiliateChange)
        member = _commit(now, partial(members.change_profile, item, profile)).document
        _commit(now, partial(coupons.bind, member, member.memberships[0].programme_id, partner.COUPON))
        for demo in partner.LINKS:
            told = {"target": demo.target, "name": demo.name, "sub_id": demo.sub_id, "campaign": demo.campaign}
            made = _commit(now, partial(links.make, member, msgspec.convert(told, LinkDefinition)))
            target = links.target(made.code, now)
            assert target is not None
            self.links.append(target)
        self.settle()

    # -- visitors ----------------------------------------------------------------------------------------------------------

    def end_day(self, days_ago: int, now: datetime) -> None:
        """The day's clicks are counted, and what is due by then becomes payable."""
        counters.count_clicks(self.crowd(days_ago, now))
        if earning.approve_due(now):
            self.settle()

    def crowd(self, days_ago: int, now: datetime) -> Sequence[Delivery]:
        """Those who look and do not buy: by the weekday, some of them twice, some no people."""
        begins = self.midnight(days_ago)
        passed = max(60, int((now - begins).total_seconds()))
        times = dict(enumerate(partner.VIDEO_TIMES)).get(partner.VIDEO_DAYS_AGO - days_ago, 1)
        usual = partner.CLICKS_BY_WEEKDAY[begins.weekday()] + self.chance.randrange(-2, 4)
        found = []
        for _ in range(usual * times * passed // 86_400):
            moment = begins + timedelta(seconds=self.chance.randrange(passed))
            (link,) = self.chance.choices(range(len(partner.LINKS)), [link.share for link in partner.LINKS])
            (kind,) = self.chance.choices(_KINDS, _KINDS_PERCENT)
            look = self.look(link)
            found.append(self.click(link, look, kind, moment))
            again = moment + timedelta(minutes=self.chance.randrange(1, 40))
            if kind == "human" and self.chance.random() < _LOOKS_AGAIN and again <= now:
                found.append(self.click(link, look, kind, again))
        return found

    def look(self, link: int) -> Look:
        address = f"198.51.{self.chance.randrange(256)}.{self.chance.randrange(1, 255)}"
        browser, language = self.chance.choice(_BROWSERS), self.chance.choice(_LANGUAGES)
        return Look(address, browser, language, self.chance.choice(partner.LINKS[link].referrers))

    def click(self, link: int, look: Look, kind: ClickKind, moment: datetime) -> Delivery:
        """A click as its fact comes to who counts it."""
        tx = _Heard(moment)
        redirecting.record(self.links[link], look, kind, {}, tx)
        return Delivery(tx.fact.click_id, moment, tx.fact, moment)

    # -- an order ----------------------------------------------------------------------------------------------------------

    def click_and_order(self, sale: DemoSale, now: datetime) -> None:
        click_id = None
        if sale.link is not None:
            click = self.click(sale.link, self.look(sale.link), "human", now - timedelta(seconds=sale.seconds))
            counters.count_clicks([click])
            click_id = click.event_id
        order_id = _order(sale, click_id, now)
        self.at(now + _PAYS_AFTER, partial(self.pay, order_id))
        if sale.fate == "cancelled":
            self.at(now + timedelta(hours=5), partial(self.cancel, order_id))
        if sale.fate in ("sent", "arrives", "a_piece_back"):
            self.at(now + timedelta(hours=22), partial(self.send, order_id))
        if sale.fate in ("arrives", "a_piece_back"):
            self.at(now + timedelta(days=3, hours=self.chance.randrange(20)), partial(self.deliver, order_id))
        if sale.fate == "a_piece_back":
            self.at(now + timedelta(days=7), partial(self.refund, order_id))

    def pay(self, order_id: str, now: datetime) -> None:
        payment = must_find(order_id).document.payment
        assert payment is not None
        self.sandbox.pay(payment.session)
        payments.reconcile(now)
        self.settle()

    def cancel(self, order_id: str, now: datetime) -> None:
        item = must_find(order_id)
        _commit(now, partial(fulfilment.cancel, item, "customer", "Ordered twice by mistake"))
        self.settle()

    def send(self, order_id: str, now: datetime) -> None:
        parcel = ShipmentRequest("UPS", f"1Z{self.chance.randrange(10**15, 10**16)}")
        item = _commit(now, partial(fulfilment.accept, must_find(order_id), ""))
        _commit(now, partial(fulfilment.ship, item, parcel))

    def deliver(self, order_id: str, now: datetime) -> None:
        item = must_find(order_id)
        _commit(now, partial(fulfilment.deliver, item, item.document.shipments[0].id))
        self.settle()

    def refund(self, order_id: str, now: datetime) -> None:
        item = must_find(order_id)
        asked = RefundRequest("Arrived damaged", [LineQuantity(item.document.lines[0].id, 1)])
        _commit(now, partial(fulfilment.refund, item, asked))
        self.settle()

    # -- the payout --------------------------------------------------------------------------------------------------------

    def begin_payout(self, now: datetime) -> None:
        staff_id = _account(_FINANCE).id
        asked = PayoutRequest(self.links[0].link.programme_id)
        payout_id = _commit(now, partial(payouts.begin, asked, staff_id)).document.id
        payout_work.run(payout_id)
        review = msgspec.convert(partner.PAID_FROM, PayoutReview)
        _commit(now, partial(payouts.review, payout_id, review, staff_id))
        _commit(now, partial(payouts.pay, payout_id, staff_id))
        payout_work.run(payout_id)
        self.at(now + timedelta(days=1, hours=1), partial(self.mark_paid, payout_id))

    def mark_paid(self, payout_id: str, now: datetime) -> None:
        _commit(now, partial(payouts.mark_paid, payout_id, partner.BANK_REFERENCE))
        payout_work.run(payout_id)
        self.settle()


def _order(sale: DemoSale, click_id: str | None, now: datetime) -> str:
    """A guest checks a cart out; the order."""
    street = f"{crc32(sale.buyer.encode()) % 900 + 10} Harbour Street"
    token = ids.secret_token()
    cart = Cart(
        ids.new_id("cart", now),
        None,
        hashed(token),
        "USD",
        lines=tuple(CartLine(sku, sku, quantity, 0) for sku, quantity in sale.lines),
        coupon=find_coupon(partner.COUPON) if sale.link is None else None,
        email=f"{sale.buyer.lower().replace(' ', '.')}@example.com",
        shipping=Address(sale.buyer, street, "Long Beach", "US", region="CA", postal_code="90802"),
        delivery="standard",
    )
    basket = assess(cart, Buyer(), "en", now, accept=True)
    version = _commit(now, lambda tx: orders.save_cart(tx, basket.cart, 0)).version
    asked = CheckoutRequest(version, cart_view(basket, version, "en").totals.total, click_id=click_id)
    return _commit(now, partial(checkout.check_out, Visit(cart.id, Buyer(), token, "en"), asked)).order.id


def _account(email: str) -> AccountView:
    account = find_account_by_email(email)
    assert account is not None, email
    return account


def _commit(now: datetime, act: Callable[[Tx], T]) -> T:
    tx = Tx(now)
    done = act(tx)
    tx.commit()
    return done
