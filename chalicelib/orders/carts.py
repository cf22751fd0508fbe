"""Carts: made, changed, merged. Every change is one read and one conditional write; a lost race is decided anew.

A signed-in person has exactly one cart, whose id follows from the account: it is there before it is first written, and empty
again after a checkout. A guest's cart has a random id and a token of which only the hash is kept.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from chalicelib.catalog import find_product
from chalicelib.kit import ids
from chalicelib.kit.config import config
from chalicelib.kit.countries import COUNTRIES
from chalicelib.kit.errors import Invalid
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tx import Tx
from chalicelib.orders import store
from chalicelib.orders.basket import assess, assess_afresh, with_seen_prices
from chalicelib.orders.domain import cart as carts
from chalicelib.orders.domain.cart import Cart, CartClosed, CartLine, CartNotFound
from chalicelib.orders.schemas import AddressChange, CartView, LineChange
from chalicelib.orders.views import cart_view
from chalicelib.pricing import check_coupon, find_coupon, tax_table


class DeliveryNotOffered(Invalid):
    title = "This delivery method does not serve the cart; choose one of its options"


class NotSold(Invalid):
    title = "This product cannot be bought now"


class Visit(msgspec.Struct, frozen=True):
    """Somebody at a cart: which one, the account or the cart's token that they show, and their language."""

    cart_id: str
    account_id: str | None
    token: str | None
    language: str


class Loaded(msgspec.Struct, frozen=True):
    """A cart with the version of its stored item (0: not stored)."""

    cart: Cart
    version: int


def create(account_id: str | None, language: str, tx: Tx) -> CartView:
    """A guest's new cart with its token; for a signed-in person their own cart, as it is."""
    if account_id is not None:
        return show(own_visit(account_id, language), tx.at)
    token = ids.secret_token()
    cart = Cart(ids.new_id("cart", tx.at), None, hashed(token), config().currency)
    item = store.save_cart(tx, cart, 0)
    return cart_view(assess_afresh(cart, language, tx.at), item.version, language, token=token)


def own_visit(account_id: str, language: str) -> Visit:
    """An account at its own cart."""
    return Visit(id_of(account_id), account_id, None, language)


def show(visit: Visit, now: datetime) -> CartView:
    """A cart, for the one whose it is; a guest's checked-out cart is empty and names its order."""
    try:
        loaded = load(visit, now)
    except CartClosed:
        loaded = _stored(visit.cart_id, now)
    return cart_view(assess_afresh(loaded.cart, visit.language, now), loaded.version, visit.language)


def set_line(visit: Visit, line_id: str, change: LineChange, tx: Tx) -> CartView:
    """Set a line to a quantity. Raises NotSold, MixedCurrencies, CartFull, and Invalid past what one order may take."""
    if change.sku not in (line_id, unquote(line_id)):  # some gateways hand the path on undecoded
        raise Invalid(fields={"sku": "a plain product's line has its SKU as its id"})
    product = find_product(change.sku)
    if product is None or not product.sellable:
        raise NotSold(fields={"sku": "is not sold now"})
    if change.quantity > product.max_quantity:
        raise Invalid(fields={"quantity": f"one order takes at most {product.max_quantity}"})
    unit = product.price_at(tx.at)
    line = CartLine(change.sku, change.sku, change.quantity, unit.minor)
    return _change(visit, tx, lambda cart: carts.set_line(cart, line, unit.currency))


def remove_line(visit: Visit, line_id: str, tx: Tx) -> CartView:
    """Take a line out."""
    return _change(visit, tx, lambda cart: carts.remove_line(cart, {line_id, unquote(line_id)}))


def set_address(visit: Visit, change: AddressChange, tx: Tx) -> CartView:
    """Where it goes and how to reach the buyer. Raises Invalid for a country that is none, and for a missing or unknown
    region where the tax depends on it."""
    shipping, billing = change.shipping, change.billing
    for name, address in (("shipping", shipping), ("billing", billing)):
        if address is not None and address.country not in COUNTRIES:
            raise Invalid(fields={f"{name}.country": "is no country code of ISO 3166-1"})
    region = tax_table().region(shipping.country, shipping.region)
    if region is None:
        raise Invalid(fields={"shipping.region": "must be a state or province of this country: its code or name"})
    shipping = replace(shipping, region=region)
    return _change(visit, tx, lambda cart: replace(cart, email=change.email, shipping=shipping, billing=billing))


def set_delivery(visit: Visit, method: str, tx: Tx) -> CartView:
    """Choose one of the offered ways of delivery. Raises DeliveryNotOffered."""

    def choose(cart: Cart) -> Cart:
        if all(offer.id != method for offer in assess(cart, visit.language, tx.at).offers):
            raise DeliveryNotOffered(fields={"method": "is not one of delivery_options"})
        return replace(cart, delivery=method)

    return _change(visit, tx, choose)


def set_coupon(visit: Visit, code: str, tx: Tx) -> CartView:
    """Put a coupon on (an empty code takes it off). Carts and checkout look it up again."""
    coupon = find_coupon(code) if code.strip() else None

    def use(cart: Cart) -> Cart:
        if coupon is not None:
            subtotal = assess(replace(cart, coupon=None), visit.language, tx.at).priced.subtotal_minor
            check_coupon(coupon, cart.currency, subtotal, tx.at)
        return replace(cart, coupon=coupon)

    return _change(visit, tx, use)


def merge(account_id: str, guest_cart: tuple[str, str], language: str, tx: Tx) -> CartView:
    """Take a guest's cart into the account's own: quantities are summed, up to what one order may take, and the guest's cart
    (id, token) is closed. Merging it again changes nothing."""
    own = load(own_visit(account_id, language), tx.at)
    guest_id, guest_token = guest_cart
    guest = _stored(guest_id, tx.at)
    if not _opens(guest.cart, guest_token):
        raise CartNotFound()
    if guest.cart.state == "merged" and guest.cart.merged_into == own.cart.id:
        return cart_view(assess_afresh(own.cart, language, tx.at), own.version, language)
    if guest.cart.state != "open":
        raise CartClosed()
    merged = carts.merge(own.cart, guest.cart, _summed(own.cart, guest.cart, tx.at))
    closed = Cart(guest.cart.id, None, guest.cart.token_hash, guest.cart.currency, "merged", merged_into=own.cart.id)
    item = store.save_cart(tx, with_seen_prices(merged, tx.at), own.version)
    store.save_cart(tx, closed, guest.version)
    return cart_view(assess_afresh(item.document, language, tx.at), item.version, language)


def load(visit: Visit, now: datetime) -> Loaded:
    """The open cart, for the one whose it is. Raises CartNotFound for anybody else, CartClosed for a guest's cart that was
    checked out."""
    if visit.account_id is not None and visit.cart_id == id_of(visit.account_id):
        item = store.find_cart(visit.cart_id, now)
        if item is not None and item.document.state == "open":
            return Loaded(item.document, item.version)
        if item is not None and item.document.state == "forgotten":
            raise CartClosed("This account was deleted.")
        return Loaded(Cart(visit.cart_id, visit.account_id, None, config().currency), item.version if item else 0)
    loaded = _stored(visit.cart_id, now)
    if loaded.cart.state == "merged" or not _opens(loaded.cart, visit.token):
        raise CartNotFound()
    if loaded.cart.state == "checked_out":
        raise CartClosed(order_id=loaded.cart.order_id)
    return loaded


def id_of(account_id: str) -> str:
    """The id of an account's cart."""
    return f"cart_of_{account_id}"


def _stored(cart_id: str, now: datetime) -> Loaded:
    item = store.find_cart(cart_id, now)
    if item is None:
        raise CartNotFound()
    return Loaded(item.document, item.version)


def _opens(cart: Cart, token: str | None) -> bool:
    return token is not None and cart.token_hash is not None and hmac.compare_digest(cart.token_hash, hashed(token))


def _change(visit: Visit, tx: Tx, decide: Callable[[Cart], Cart]) -> CartView:
    loaded = load(visit, tx.at)
    changed = with_seen_prices(decide(loaded.cart), tx.at)
    item = store.save_cart(tx, changed, loaded.version)
    return cart_view(assess_afresh(changed, visit.language, tx.at), item.version, visit.language)


def _summed(own: Cart, guest: Cart, now: datetime) -> list[tuple[CartLine, str]]:
    known = {line.id: line.quantity for line in own.lines}
    summed = []
    for line in guest.lines:
        product = find_product(line.sku)
        if product is not None and product.sellable:
            quantity = min(line.quantity + known.get(line.id, 0), product.max_quantity)
            summed.append((replace(line, quantity=quantity, seen=product.price_at(now).minor), product.currency))
    return summed
