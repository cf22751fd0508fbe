"""What orders keep of a person: told in their export, forgotten when their account is deleted."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from chalicelib.identity import find_account
from chalicelib.kit import clock
from chalicelib.kit.config import config
from chalicelib.kit.events import Delivery
from chalicelib.kit.tx import Tx
from chalicelib.orders import carts, store
from chalicelib.orders.cart_schemas import (
    CartView,
)
from chalicelib.orders.domain.cart import Cart
from chalicelib.orders.schemas import (
    OrderView,
)
from chalicelib.orders.views import order_view
from chalicelib.pricing import Buyer

ORDERS_A_TRANSACTION = 80


def orders_of(account_id: str) -> list[OrderView]:
    """All orders of an account, as its owner sees them."""
    items = [store.find_order(order_id) for order_id in store.every_order_of(account_id)]
    return [order_view(item.document, item.version, "customer") for item in items if item]


def cart_of(account_id: str) -> CartView:
    """The account's cart."""
    account = find_account(account_id)
    organisation = account.organisation.id if account and account.organisation else None
    buyer = Buyer(account_id, organisation, account.group if account else None)
    return carts.show(carts.own_visit(buyer, "en"), clock.now())


def personal_data() -> dict[str, Any]:
    """What this context adds to a person's export."""
    return {"orders": orders_of, "cart": cart_of}


def forget(delivery: Delivery, tx: Tx) -> None:
    """A deleted account's cart is emptied and closed, since its access tokens live on for minutes; its orders lose the person: finished ones now, others when they are over. Amounts and
    goods stay, as the books need them."""
    account_id = delivery.fact.account_id
    cart_id = carts.id_of(account_id)
    cart = store.find_cart(cart_id, tx.at)
    store.save_cart(tx, Cart(cart_id, None, None, config().currency, "forgotten"), cart.version if cart else 0)
    for count, order_id in enumerate(store.every_order_of(account_id)):
        item = store.find_order(order_id)
        if item is None:
            continue
        parting = tx if count < ORDERS_A_TRANSACTION else Tx(tx.at)
        store.save_order(parting, item, replace(item.document, customer_id=None, forget=True))
        if parting is not tx:
            parting.commit()
