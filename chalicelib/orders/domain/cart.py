"""The cart: what somebody means to buy. It never holds a price that counts: prices come from the catalogue each time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.identity.schemas import Address
from chalicelib.kit.errors import Conflict, Gone, NotFound
from chalicelib.pricing import Coupon

MAX_LINES = 90
MAX_SKUS = 200
"""Whose pieces an order holds, those built into its lines too: each is a write of its own."""
KEEP = timedelta(days=30)
"""How long an untouched cart stays."""


class CartNotFound(NotFound):
    title = "This cart is not here (any more); start a new one"


class CartClosed(Gone):
    title = "This cart was checked out; start a new one"


class CartFull(Conflict):
    title = f"A cart holds at most {MAX_LINES} different products; check out first, then go on"


class MixedCurrencies(Conflict):
    title = "The cart is in another currency; buy the two in separate orders"


class CartLine(msgspec.Struct, frozen=True):
    """So many of a product. `seen` is the unit price, in minor units, that the buyer was last shown when they changed the cart."""

    id: str
    sku: str
    quantity: int
    seen: int
    configuration_id: str | None = None
    """What it is built like, for a configured product; then it is the line's id, too."""


class Cart(msgspec.Struct, frozen=True):
    """`owner`: the account, or None for a guest, who shows a token whose hash is `token_hash`. `forgotten`: the account was
    deleted; nothing is put in or bought with it any more."""

    id: str
    owner: str | None
    token_hash: str | None
    currency: str
    state: Literal["open", "checked_out", "merged", "forgotten"] = "open"
    lines: tuple[CartLine, ...] = ()
    coupon: Coupon | None = None
    email: str | None = None
    shipping: Address | None = None
    billing: Address | None = None
    delivery: str | None = None
    order_id: str | None = None
    merged_into: str | None = None
    chosen: bool = False
    """Its currency was asked for: its first line does not decide it."""


def set_line(cart: Cart, line: CartLine, currency: str) -> Cart:
    """`cart` with `line` in its place or at the end. The first line decides the currency, where nobody asked for one."""
    others = [known for known in cart.lines if known.id != line.id]
    if currency != cart.currency and (others or cart.chosen):
        raise MixedCurrencies(
            f"The cart is in {cart.currency} and this product in {currency}; buy them in separate orders."
        )
    if len(others) == len(cart.lines):
        if len(cart.lines) >= MAX_LINES:
            raise CartFull()
        return replace(cart, lines=(*cart.lines, line), currency=currency)
    lines = tuple(line if known.id == line.id else known for known in cart.lines)
    return replace(cart, lines=lines, currency=currency)


def in_currency(cart: Cart, currency: str) -> Cart:
    """`cart` at the prices in `currency`, which it keeps. Raises MixedCurrencies where it holds lines in another."""
    if cart.lines and currency != cart.currency:
        raise MixedCurrencies()
    return replace(cart, currency=currency, chosen=True)


def currency_of(cart: Cart, line_id: str, own: str) -> str:
    """In what `cart` buys a line of a product whose own price is in `own`."""
    return cart.currency if cart.chosen or any(line.id != line_id for line in cart.lines) else own


def remove_line(cart: Cart, ids: Collection[str]) -> Cart:
    """`cart` without the line called one of `ids`; without it already, as it is."""
    return replace(cart, lines=tuple(line for line in cart.lines if line.id not in ids))


def merge(own: Cart, guest: Cart, capped: Sequence[tuple[CartLine, str]]) -> Cart:
    """`own` with the guest's lines. `capped`: each resulting line with its currency, quantities summed and capped. What does
    not fit (another currency, a full cart) stays out."""
    merged = own
    for line, currency in capped:
        try:
            merged = set_line(merged, line, currency)
        except (MixedCurrencies, CartFull):
            continue
    return replace(
        merged,
        coupon=own.coupon or guest.coupon,
        email=own.email or guest.email,
        shipping=own.shipping or guest.shipping,
        billing=own.billing or guest.billing,
        delivery=own.delivery or guest.delivery,
        chosen=own.chosen or (guest.chosen and guest.currency == merged.currency),
    )
