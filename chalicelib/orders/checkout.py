"""Checkout: from a cart to an order, its held stock and its pay page.

One read of the cart (one more of its coupon, of its configurations, of a member's own prices), one counter, one Stripe call, one transaction. The Stripe session is made first: if the
transaction then fails, nobody learns the session's address and it runs out by itself; the other way round there could be
an order that nobody can pay.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from chalicelib.catalog import Product
from chalicelib.kit import ids, limits
from chalicelib.kit.errors import Conflict
from chalicelib.kit.tx import Tx
from chalicelib.orders import carts, placing, store
from chalicelib.orders.basket import Basket, Entry, assess, customers
from chalicelib.orders.carts import Visit
from chalicelib.orders.configured import configured_in
from chalicelib.orders.domain.cart import Cart
from chalicelib.orders.domain.order import (
    DeliveryCharge,
    Line,
    Order,
    noted,
)
from chalicelib.orders.schemas import (
    CheckoutAnswer,
    CheckoutRequest,
    PaymentStart,
)
from chalicelib.orders.views import cart_view, order_token, order_view
from chalicelib.pricing import PricedLine, use_coupon, use_promotions

CHECKOUTS_PER_GUEST = 10
"""In an hour, by e-mail address."""
CHECKOUTS_PER_ACCOUNT = 60


class CartChanged(Conflict):
    title = "The cart has changed; look at it again before you order"


class TotalChanged(Conflict):
    title = "The total has changed; look at it again before you order"


class CartIncomplete(Conflict):
    title = "Something is missing before you can order"


def check_out(visit: Visit, request: CheckoutRequest, tx: Tx) -> CheckoutAnswer:
    """Place the order of a cart.

    Raises CartChanged, TotalChanged, CartIncomplete or CouponNotUsable with the cart as it is now, OutOfStock,
    PaymentUnavailable, TooMany; then nothing was written (but that it was tried).
    """
    loaded = carts.load(visit, tx.at)
    basket = assess(loaded.cart, visit.buyer, request.language, tx.at)
    _agree(basket, loaded.version, request)
    _bound(basket.cart, tx.at)
    order = placing.with_payment(_order(basket, request, tx), tx.at)
    if order.coupon and basket.cart.coupon:
        use_coupon(tx, basket.cart.coupon, customers(basket.cart))
    order = replace(order, promotions=use_promotions(tx, basket.priced, customers(basket.cart)))
    item = placing.add(tx, order)
    store.save_cart(tx, _closed(basket.cart, order.id), loaded.version, CartChanged())
    token = order_token(order.id) if order.customer_id is None else None
    return CheckoutAnswer(
        order_view(order, item.version, "customer", token), PaymentStart(order.payment.url if order.payment else None)
    )


def _agree(basket: Basket, version: int, request: CheckoutRequest) -> None:
    view = cart_view(basket, version, request.language)
    if request.cart_version != version:
        raise CartChanged(cart=view)
    if basket.missing:
        raise CartIncomplete(f"Still missing: {', '.join(basket.missing)}.", missing=list(basket.missing), cart=view)
    if basket.coupon_problem:
        basket.coupon_problem.context["cart"] = view
        raise basket.coupon_problem
    if request.expected_total != view.totals.total:
        raise TotalChanged(cart=view)


def _bound(cart: Cart, now: datetime) -> None:
    """Each checkout holds stock, and a guest's sends a mail to an address that nobody has confirmed. Raises TooMany."""
    if cart.owner is None:
        limits.count("checkout_guest", (cart.email or "").casefold(), CHECKOUTS_PER_GUEST, 3600, now)
    else:
        limits.count("checkout_account", cart.owner, CHECKOUTS_PER_ACCOUNT, 3600, now)


def _order(basket: Basket, request: CheckoutRequest, tx: Tx) -> Order:
    cart, priced = basket.cart, basket.priced
    order_id = ids.new_id("ord", tx.at)
    by_id = {line.id: line for line in priced.lines}
    order = Order(
        id=order_id,
        number=placing.number_of(order_id),
        kind=basket.kind,
        state="pre_accepted" if basket.kind == "pre_acceptance" else "placed",
        currency=priced.currency,
        created_at=tx.at,
        updated_at=tx.at,
        customer_id=cart.owner,
        email=cart.email or "",
        language=request.language,
        lines=tuple(
            _line(by_id[entry.line.id], entry, entry.product, request.language, held=basket.kind == "payment")
            for entry in basket.entries
            if entry.product
        ),
        delivery=_delivery(basket),
        adjustments=priced.adjustments,
        taxes=priced.taxes,
        tax_included=priced.tax_included,
        subtotal=priced.subtotal_minor,
        total=priced.total_minor,
        shipping_address=cart.shipping,
        billing_address=cart.billing,
        note=request.note,
        coupon=cart.coupon.code if cart.coupon else None,
        click_id=request.click_id,
    )
    return noted(order, tx.at, "pre_accepted" if order.kind == "pre_acceptance" else "placed", "customer")


def _delivery(basket: Basket) -> DeliveryCharge:
    carried, offer = basket.priced.delivery, basket.offer
    return DeliveryCharge(
        offer.id if offer else "",
        offer.name if offer else "",
        carried.total_minor,
        carried.discount_minor,
        carried.tax_minor,
        carried.payable_minor,
    )


def _line(priced: PricedLine, entry: Entry, product: Product, language: str, *, held: bool) -> Line:
    """`held`: counted pieces are reserved now. For a pre-acceptance order they are when staff take it up: it is not paid and
    never expires, so that anybody could empty the shelves with it."""
    configuration = configured_in(entry.configuration, language) if entry.configuration else None
    return Line(
        id=priced.id,
        sku=product.sku,
        title=product.title_in(language),
        picture=product.picture,
        quantity=priced.quantity,
        unit=priced.unit_minor,
        total=priced.total_minor,
        discount=priced.discount_minor,
        tax=priced.tax_minor,
        payable=priced.payable_minor,
        tracked=held and product.tracked,
        configuration=configuration,
        parts=placing.counted_parts(configuration) if held else (),
        available_from=entry.available_from,
    )


def _closed(cart: Cart, order_id: str) -> Cart:
    """What stays of a checked-out cart: whose it was, and its order. The token still opens it."""
    return Cart(cart.id, cart.owner, cart.token_hash, cart.currency, "checked_out", order_id=order_id)
