"""What customers answer: accepting makes one order in the same transaction; declining ends it."""

from __future__ import annotations

from chalicelib.identity.schemas import Address
from chalicelib.kit.errors import Conflict, Forbidden, Invalid
from chalicelib.kit.http import Principal
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.orders import DeliveryCharge, FrozenLine, FrozenOrder, place_frozen
from chalicelib.pricing import PricedCart, PricedLine
from chalicelib.quotes import store, views
from chalicelib.quotes.access import Viewer, customer_actor
from chalicelib.quotes.domain import life
from chalicelib.quotes.domain.life import TotalDiffers
from chalicelib.quotes.domain.quote import Line, PlacedAs, Quote
from chalicelib.quotes.events import QuoteAccepted, QuoteDeclined
from chalicelib.quotes.schemas import AcceptQuote, DeclineQuote
from chalicelib.quotes.service import checked_address, checked_country, fact
from chalicelib.quotes.store import QuoteItem


class NotYourQuote(Forbidden):
    title = "Only its customer answers a quote"


class AddressChangesTax(Conflict):
    title = "To another country or region other taxes apply; ask us for a new version with that address"


class NotOnAccount(Forbidden):
    title = "Buying on account is for signed-in people of organisations that we agreed it with; pay by card"


def accept(
    known: QuoteItem, viewer: Viewer, asked: AcceptQuote, principal: Principal, tx: Tx
) -> tuple[QuoteItem, PlacedAs]:
    """Make the order of an issued version, with everything as it was frozen. Accepting again, by whoever may, is answered with
    the same order.

    Raises QuoteRevised, QuoteExpired, TotalDiffers, AddressChangesTax, NotOnAccount, WrongState, and what `place_frozen` does.
    """
    quote = _answerable(known, viewer)
    if quote.state == "accepted" and quote.order is not None and asked.version == quote.version:
        return known, quote.order
    life.check_acceptable(quote, asked.version, tx.at)
    priced = views.price(quote, tx.at)
    if asked.expected_total != Money(priced.total_minor, quote.currency):
        raise TotalDiffers(total=Money(priced.total_minor, quote.currency))
    if asked.pay == "account":
        _check_account(quote, principal)
    placed = place_frozen(tx, _frozen(quote, priced, asked))
    order = PlacedAs(placed.order_id, placed.number, placed.token, placed.payment_url)
    detail = f"Order {placed.number}" + (f", your reference {asked.purchase_order}" if asked.purchase_order else "")
    after = life.accept(quote, order, customer_actor(quote, principal), detail, tx.at)
    tx.publish(fact(QuoteAccepted, after, priced.total_minor, order_id=placed.order_id))
    return store.save(tx, known, after, priced.total_minor), order


def decline(known: QuoteItem, viewer: Viewer, asked: DeclineQuote, principal: Principal, tx: Tx) -> QuoteItem:
    """Its customer says no. Raises QuoteRevised, QuoteExpired, WrongState."""
    quote = _answerable(known, viewer)
    after = life.decline(quote, asked.version, customer_actor(quote, principal), asked.reason, tx.at)
    total = views.price(after, tx.at).total_minor
    tx.publish(fact(QuoteDeclined, after, total))
    return store.save(tx, known, after, total)


def order_url(quote: Quote) -> str:
    """The page of the order that a quote became."""
    return views.order_url(quote) or ""


def _answerable(known: QuoteItem, viewer: Viewer) -> Quote:
    if viewer != "customer":
        raise NotYourQuote()
    return known.document


def _check_account(quote: Quote, principal: Principal) -> None:
    owner = quote.customer.account_id
    if owner is None or principal.account_id != owner or not views.may_buy_on_account(owner):
        raise NotOnAccount()


def _frozen(quote: Quote, priced: PricedCart, asked: AcceptQuote) -> FrozenOrder:
    offer = quote.offer
    shares = {share.id: share for share in priced.lines}
    carried = priced.delivery
    return FrozenOrder(
        quote_id=quote.id,
        customer_id=quote.customer.account_id,
        email=quote.customer.email,
        language=offer.language,
        currency=quote.currency,
        lines=tuple(_line(line, shares[line.id]) for line in offer.lines),
        delivery=DeliveryCharge(
            "quoted" if offer.delivery else "",
            offer.delivery.name if offer.delivery else "",
            carried.total_minor,
            carried.discount_minor,
            carried.tax_minor,
            carried.payable_minor,
        ),
        adjustments=priced.adjustments,
        taxes=priced.taxes,
        tax_included=priced.tax_included,
        subtotal=priced.subtotal_minor,
        total=priced.total_minor,
        shipping_address=_shipping(offer.shipping, asked.shipping_address),
        billing_address=checked_country(asked.billing_address, "billing_address") or offer.billing,
        payment=asked.pay,
        purchase_order=asked.purchase_order,
        click_id=asked.click_id or quote.click_id,
    )


def _shipping(agreed: Address | None, wanted: Address | None) -> Address:
    address = checked_address(wanted, "shipping_address") or agreed
    if address is None:
        raise Invalid(fields={"shipping_address": "is needed"})
    if agreed is not None and (address.country, address.region) != (agreed.country, agreed.region):
        raise AddressChangesTax()
    return address


def _line(line: Line, share: PricedLine) -> FrozenLine:
    return FrozenLine(
        id=line.id,
        sku=line.sku,
        title=line.title,
        picture=line.picture,
        quantity=line.quantity,
        unit=line.unit,
        total=share.total_minor,
        discount=share.discount_minor,
        tax=share.tax_minor,
        payable=share.payable_minor,
        configuration=line.configuration,
        available_from=line.available_from,
        pre_acceptance=line.pre_acceptance,
    )
