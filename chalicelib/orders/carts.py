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

from chalicelib.catalog import Product, find_product
from chalicelib.configurator import Configuration, find_configurations, is_current
from chalicelib.kit import ids
from chalicelib.kit.config import config
from chalicelib.kit.countries import COUNTRIES
from chalicelib.kit.errors import Conflict, Invalid
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tx import Tx
from chalicelib.orders import store
from chalicelib.orders.basket import Basket, assess, held_skus
from chalicelib.orders.cart_schemas import (
    AddressChange,
    CartView,
    LineChange,
)
from chalicelib.orders.domain import cart as carts
from chalicelib.orders.domain.cart import Cart, CartClosed, CartLine, CartNotFound
from chalicelib.orders.views import cart_view
from chalicelib.pricing import Buyer, find_coupon, tax_table


class DeliveryNotOffered(Invalid):
    title = "This delivery method does not serve the cart; choose one of its options"


class NotSold(Invalid):
    title = "This product cannot be bought now"


class ConfigurationIncomplete(Conflict):
    title = "Something of this configuration is still open; finish it first"


class ConfigurationOutdated(Conflict):
    title = "The options of this product have changed; look at the configuration again"


class Visit(msgspec.Struct, frozen=True):
    """Somebody at a cart: which one, who they are or the cart's token that they show, and their language."""

    cart_id: str
    buyer: Buyer
    token: str | None
    language: str


class Loaded(msgspec.Struct, frozen=True):
    """A cart with the version of its stored item (0: not stored)."""

    cart: Cart
    version: int


def create(buyer: Buyer, language: str, currency: str | None, tx: Tx) -> CartView:
    """A guest's new cart with its token; for a signed-in person their own cart, as it is. `currency`: the one that it is to buy
    in. Raises MixedCurrencies for a cart that holds lines in another."""
    if buyer.account_id is not None:
        own = own_visit(buyer, language)
        return (
            show(own, tx.at) if currency is None else _change(own, tx, lambda cart: carts.in_currency(cart, currency))
        )
    token = ids.secret_token()
    cart = Cart(ids.new_id("cart", tx.at), None, hashed(token), currency or config().currency, chosen=bool(currency))
    item = store.save_cart(tx, cart, 0)
    return cart_view(assess(cart, buyer, language, tx.at), item.version, language, token=token)


def own_visit(buyer: Buyer, language: str) -> Visit:
    """An account at its own cart."""
    return Visit(id_of(buyer.account_id or ""), buyer, None, language)


def show(visit: Visit, now: datetime) -> CartView:
    """A cart, for the one whose it is; a guest's checked-out cart is empty and names its order."""
    try:
        loaded = load(visit, now)
    except CartClosed:
        loaded = _stored(visit.cart_id, now)
    return cart_view(assess(loaded.cart, visit.buyer, visit.language, now), loaded.version, visit.language)


def open_cart(cart_id: str, buyer: Buyer, token: str | None, now: datetime) -> Cart:
    """An open cart, for the one whose it is. Raises CartNotFound, CartClosed."""
    return load(Visit(cart_id, buyer, token, "en"), now).cart


def set_line(visit: Visit, line_id: str, change: LineChange, tx: Tx) -> CartView:
    """Set a line to a quantity. Raises NotSold, MixedCurrencies, CartFull, ConfigurationIncomplete, ConfigurationOutdated, and
    Invalid past what one order may take or for a configuration that is not of this product."""
    if (change.configuration_id or change.sku) not in (line_id, unquote(line_id)):  # some gateways hand it on undecoded
        raise Invalid(
            fields={"sku": "a plain product's line has its SKU as its id, a configured one's its configuration"}
        )
    product = find_product(change.sku)
    if product is None or not product.sellable:
        raise NotSold(fields={"sku": "is not sold now"})
    if change.quantity > product.max_quantity:
        raise Invalid(fields={"quantity": f"one order takes at most {product.max_quantity}"})
    built = _configuration(change, product)
    unit = product.price_at(tx.at)
    line = CartLine(
        change.configuration_id or change.sku, change.sku, change.quantity, unit.minor, change.configuration_id
    )

    def put(cart: Cart) -> Cart:
        is_new = all(known.id != line.id for known in cart.lines)
        if built is not None and is_new and not is_current(built, tx.at):
            raise ConfigurationOutdated(configuration_id=built.id)
        return carts.set_line(cart, line, carts.currency_of(cart, line.id, unit.currency))

    def sold(basket: Basket) -> None:
        entry = next(entry for entry in basket.entries if entry.line.id == line.id)
        if not entry.buyable and basket.cart.currency != unit.currency:
            raise carts.MixedCurrencies(
                f"This product has no price in {basket.cart.currency}; buy it in a cart of its own."
            )
        if not entry.buyable:
            raise NotSold(fields={"sku": "cannot be had as it is configured, or has no price in this currency"})

    return _change(visit, tx, put, sold)


def _configuration(change: LineChange, product: Product) -> Configuration | None:
    """What the line is built like. It is looked up: nothing of it is taken from the caller but its id."""
    if change.configuration_id is None:
        return None
    found = find_configurations([change.configuration_id]).get(change.configuration_id)
    if found is None:
        raise Invalid(fields={"configuration_id": "is not known"})
    if found.sku != product.sku or found.currency != product.currency:
        raise Invalid(fields={"configuration_id": "is not one of this product"})
    if not found.complete:
        raise ConfigurationIncomplete(configuration_id=found.id)
    return found


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

    def offered(basket: Basket) -> None:
        if basket.offer is None:
            raise DeliveryNotOffered(fields={"method": "is not one of delivery_options"})

    return _change(visit, tx, lambda cart: replace(cart, delivery=method), offered)


def set_coupon(visit: Visit, code: str, tx: Tx) -> CartView:
    """Put a coupon on (an empty code takes it off). Carts and checkout look it up again. Raises CouponNotFound,
    CouponNotUsable."""
    coupon = find_coupon(code) if code.strip() else None

    def usable(basket: Basket) -> None:
        if basket.coupon_problem is not None:
            raise basket.coupon_problem

    return _change(visit, tx, lambda cart: replace(cart, coupon=coupon), usable)


def merge(buyer: Buyer, guest_cart: tuple[str, str], language: str, tx: Tx) -> CartView:
    """Take a guest's cart into the account's own, at the account's prices: quantities are summed, up to what one order may take,
    and the guest's cart (id, token) is closed. Merging it again changes nothing."""
    own = load(own_visit(buyer, language), tx.at)
    guest_id, guest_token = guest_cart
    guest = _stored(guest_id, tx.at)
    if not _opens(guest.cart, guest_token):
        raise CartNotFound()
    if guest.cart.state == "merged" and guest.cart.merged_into == own.cart.id:
        return cart_view(assess(own.cart, buyer, language, tx.at), own.version, language)
    if guest.cart.state != "open":
        raise CartClosed()
    merged = carts.merge(own.cart, guest.cart, _summed(own.cart, guest.cart))
    closed = Cart(guest.cart.id, None, guest.cart.token_hash, guest.cart.currency, "merged", merged_into=own.cart.id)
    basket = assess(merged, buyer, language, tx.at, accept=True)
    item = store.save_cart(tx, basket.cart, own.version)
    store.save_cart(tx, closed, guest.version)
    return cart_view(basket, item.version, language)


def load(visit: Visit, now: datetime) -> Loaded:
    """The open cart, for the one whose it is. Raises CartNotFound for anybody else, CartClosed for a guest's cart that was
    checked out."""
    account_id = visit.buyer.account_id
    if account_id is not None and visit.cart_id == id_of(account_id):
        item = store.find_cart(visit.cart_id, now)
        if item is not None and item.document.state == "open":
            return Loaded(item.document, item.version)
        if item is not None and item.document.state == "forgotten":
            raise CartClosed("This account was deleted.")
        return Loaded(Cart(visit.cart_id, account_id, None, config().currency), item.version if item else 0)
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


def _change(
    visit: Visit, tx: Tx, decide: Callable[[Cart], Cart], check: Callable[[Basket], None] = lambda basket: None
) -> CartView:
    """Decide, price, check, write."""
    loaded = load(visit, tx.at)
    basket = assess(decide(loaded.cart), visit.buyer, visit.language, tx.at, accept=True)
    check(basket)
    if len(held_skus(basket)) > carts.MAX_SKUS:
        raise carts.CartFull("The cart's products have too many parts for one order; check out first, then go on.")
    item = store.save_cart(tx, basket.cart, loaded.version)
    return cart_view(basket, item.version, visit.language)


def _summed(own: Cart, guest: Cart) -> list[tuple[CartLine, str]]:
    known = {line.id: line.quantity for line in own.lines}
    summed = []
    for line in guest.lines:
        product = find_product(line.sku)
        if product is not None and product.sellable:
            quantity = min(line.quantity + known.get(line.id, 0), product.max_quantity)
            summed.append((replace(line, quantity=quantity), guest.currency))
    return summed
