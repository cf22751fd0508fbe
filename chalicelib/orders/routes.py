"""HTTP routes of orders: carts and checkout, orders for their customers and staff, Stripe's webhook, the contact page."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from chalicelib.identity import find_account_by_email, network
from chalicelib.kit import limits
from chalicelib.kit.errors import Forbidden
from chalicelib.kit.http import OPTIONAL, SIGNED_IN, Api, Call, staff
from chalicelib.orders import carts, fulfilment, service, store, webhook
from chalicelib.orders.cart_schemas import (
    AddressChange,
    CartQuery,
    CartView,
    CouponChange,
    CreateCart,
    DeliveryChange,
    LineChange,
    MergeRequest,
)
from chalicelib.orders.carts import Visit
from chalicelib.orders.checkout import check_out
from chalicelib.orders.domain.cart import CartNotFound
from chalicelib.orders.events import MessageReceived
from chalicelib.orders.schemas import (
    AcceptRequest,
    CancelRequest,
    CheckoutAnswer,
    CheckoutRequest,
    CompleteRequest,
    ContactMessage,
    OrderList,
    OrderListQuery,
    OrderSummary,
    OrderView,
    PaymentRecord,
    RefundRequest,
    ReturnDecision,
    ReturnRequest,
    ShipmentRequest,
    StaffNote,
)
from chalicelib.orders.service import Asker
from chalicelib.orders.store import OrderItem
from chalicelib.orders.views import order_view
from chalicelib.orders.visits import click_of
from chalicelib.pricing import Buyer

api = Api(__name__, "orders")

_FULFILLERS = ("support",)
_READERS = ("support", "finance")
"""Who of the staff sees customers' orders; the others have no business with them."""
_FULFILS = staff(*_FULFILLERS)
_REFUNDS = _READS = staff(*_READERS)
_CART_ERRORS = (410,)
"""Set where somebody followed an affiliate's link and agreed to be remembered."""
GUEST_CARTS_PER_NETWORK = 600
"""In ten minutes: a campus behind one address, but no flood. A guest's cart is checked out once, so this bounds their orders too."""


def _visit(call: Call[Any, Any], cart_id: str, language: str = "en") -> Visit:
    return Visit(cart_id, _buyer(call), call.headers.get("cart-token"), language)


def _buyer(call: Call[Any, Any]) -> Buyer:
    asks = call.principal
    return Buyer(asks.account_id, asks.organisation_id, asks.group)


def _find(call: Call[Any, Any], order_id: str, staff_roles: tuple[str, ...]) -> tuple[OrderItem, Any]:
    return service.find(order_id, Asker(call.principal, call.headers.get("order-token")), *staff_roles)


@api.post(
    "/v1/carts",
    summary="Start a cart; a signed-in person's own one",
    body=CreateCart,
    answer=CartView,
    status=201,
    access=OPTIONAL,
    errors=(429,),
)
def create_cart(call: Call[CreateCart, None]) -> CartView:
    if call.principal.account_id is None:
        limits.count("guest_cart", network(call.source_ip), GUEST_CARTS_PER_NETWORK, 600, call.now)
    return carts.create(_buyer(call), call.body.language, call.body.currency, call.tx)


@api.get("/v1/carts/current", summary="The signed-in person's cart", query=CartQuery, answer=CartView, access=SIGNED_IN)
def current_cart(call: Call[None, CartQuery]) -> CartView:
    return carts.show(carts.own_visit(_buyer(call), call.query.lang), call.now)


@api.get("/v1/carts/{cart_id}", summary="A cart with its prices now", query=CartQuery, answer=CartView, access=OPTIONAL)
def get_cart(call: Call[None, CartQuery], cart_id: str) -> CartView:
    return carts.show(_visit(call, cart_id, call.query.lang), call.now)


@api.put(
    "/v1/carts/{cart_id}/lines/{line_id}",
    summary="Set a line to a quantity",
    body=LineChange,
    query=CartQuery,
    answer=CartView,
    access=OPTIONAL,
    errors=_CART_ERRORS,
)
def put_line(call: Call[LineChange, CartQuery], cart_id: str, line_id: str) -> CartView:
    return carts.set_line(_visit(call, cart_id, call.query.lang), line_id, call.body, call.tx)


@api.delete(
    "/v1/carts/{cart_id}/lines/{line_id}",
    summary="Take a line out",
    query=CartQuery,
    answer=CartView,
    access=OPTIONAL,
    errors=_CART_ERRORS,
)
def delete_line(call: Call[None, CartQuery], cart_id: str, line_id: str) -> CartView:
    return carts.remove_line(_visit(call, cart_id, call.query.lang), line_id, call.tx)


@api.put(
    "/v1/carts/{cart_id}/address",
    summary="Say where it goes",
    body=AddressChange,
    query=CartQuery,
    answer=CartView,
    access=OPTIONAL,
    errors=_CART_ERRORS,
)
def put_address(call: Call[AddressChange, CartQuery], cart_id: str) -> CartView:
    return carts.set_address(_visit(call, cart_id, call.query.lang), call.body, call.tx)


@api.put(
    "/v1/carts/{cart_id}/delivery",
    summary="Choose a delivery method",
    body=DeliveryChange,
    query=CartQuery,
    answer=CartView,
    access=OPTIONAL,
    errors=_CART_ERRORS,
)
def put_delivery(call: Call[DeliveryChange, CartQuery], cart_id: str) -> CartView:
    return carts.set_delivery(_visit(call, cart_id, call.query.lang), call.body.method, call.tx)


@api.put(
    "/v1/carts/{cart_id}/coupon",
    summary="Use a coupon",
    body=CouponChange,
    query=CartQuery,
    answer=CartView,
    access=OPTIONAL,
    errors=_CART_ERRORS,
)
def put_coupon(call: Call[CouponChange, CartQuery], cart_id: str) -> CartView:
    return carts.set_coupon(_visit(call, cart_id, call.query.lang), call.body.code, call.tx)


@api.post(
    "/v1/carts/{cart_id}/merge",
    summary="Take a guest's cart into one's own",
    body=MergeRequest,
    query=CartQuery,
    answer=CartView,
    access=SIGNED_IN,
    errors=_CART_ERRORS,
)
def merge_cart(call: Call[MergeRequest, CartQuery], cart_id: str) -> CartView:
    if cart_id not in ("current", carts.id_of(call.account_id)):
        raise CartNotFound()
    guest = (call.body.guest_cart_id, call.body.guest_cart_token)
    return carts.merge(_buyer(call), guest, call.query.lang, call.tx)


@api.post(
    "/v1/carts/{cart_id}/checkout",
    summary="Place the order",
    body=CheckoutRequest,
    answer=CheckoutAnswer,
    status=201,
    access=OPTIONAL,
    idempotent=True,
    errors=(410, 429, 502),
)
def post_checkout(call: Call[CheckoutRequest, None], cart_id: str) -> CheckoutAnswer:
    request = replace(call.body, click_id=click_of(call.body.click_id, call.headers))
    return check_out(_visit(call, cart_id), request, call.tx)


@api.get(
    "/v1/orders",
    summary="One's own orders; for support and finance all of them",
    query=OrderListQuery,
    answer=OrderList,
    access=SIGNED_IN,
    errors=(403,),
)
def list_orders(call: Call[None, OrderListQuery]) -> OrderList:
    query = call.query
    if query.scope == "mine":
        return _page(*store.of_owner(call.account_id, query.limit, query.cursor))
    if not call.principal.is_staff(*_READERS):
        raise Forbidden()
    if query.q.strip():
        return OrderList(_matching(query.q.strip(), query.limit), None)
    if query.payment:
        return _page(*store.owed(query.limit, query.cursor))
    if query.returns:
        return _page(*store.with_return_to_decide(query.limit, query.cursor))
    return _page(*store.in_states([query.state] if query.state else [], query.limit, query.cursor))


def _matching(words: str, limit: int) -> list[OrderSummary]:
    """Orders by number or e-mail address, a guest's and an account's."""
    if "@" not in words:
        letters = re.sub(r"[^0-9A-Z]", "", words.upper()).removeprefix("P")
        return store.with_number(f"P-{letters[:4]}-{letters[4:]}")
    account = find_account_by_email(words)
    owners = [store.guest_owner(words), *([account.id] if account else [])]
    found = [summary for owner in owners for summary in store.of_owner(owner, limit, None)[0]]
    return sorted(found, key=lambda summary: summary.id, reverse=True)[:limit]


def _page(items: list[OrderSummary], cursor: str | None) -> OrderList:
    return OrderList(items, cursor)


@api.get("/v1/orders/{order_id}", summary="An order", answer=OrderView, access=OPTIONAL)
def get_order(call: Call[None, None], order_id: str) -> OrderView:
    return _view(*_find(call, order_id, _READERS))


@api.post(
    "/v1/orders/{order_id}/cancel",
    summary="Cancel an order before anything was sent",
    body=CancelRequest,
    answer=OrderView,
    access=OPTIONAL,
    idempotent=True,
)
def cancel_order(call: Call[CancelRequest, None], order_id: str) -> OrderView:
    item, viewer = _find(call, order_id, _FULFILLERS)
    return _view(fulfilment.cancel(item, viewer, call.body.reason, call.tx), viewer)


@api.post(
    "/v1/orders/{order_id}/returns",
    summary="Ask to send pieces back",
    body=ReturnRequest,
    answer=OrderView,
    status=201,
    access=OPTIONAL,
    idempotent=True,
)
def post_return(call: Call[ReturnRequest, None], order_id: str) -> OrderView:
    item, viewer = _find(call, order_id, _FULFILLERS)
    return _view(fulfilment.request_return(item, viewer, call.body, call.tx), viewer)


@api.post(
    "/v1/orders/{order_id}/returns/{return_id}",
    summary="Approve, reject or receive a return",
    body=ReturnDecision,
    answer=OrderView,
    access=_REFUNDS,
    idempotent=True,
)
def decide_return(call: Call[ReturnDecision, None], order_id: str, return_id: str) -> OrderView:
    return _view(fulfilment.decide_return(service.must_find(order_id), return_id, call.body, call.tx), "staff")


@api.post(
    "/v1/orders/{order_id}/accept",
    summary="Take an order on",
    body=AcceptRequest,
    answer=OrderView,
    access=_FULFILS,
    idempotent=True,
)
def accept_order(call: Call[AcceptRequest, None], order_id: str) -> OrderView:
    return _view(fulfilment.accept(service.must_find(order_id), call.body.note, call.tx), "staff")


@api.post(
    "/v1/orders/{order_id}/shipments",
    summary="Send a parcel",
    body=ShipmentRequest,
    answer=OrderView,
    status=201,
    access=_FULFILS,
    idempotent=True,
)
def post_shipment(call: Call[ShipmentRequest, None], order_id: str) -> OrderView:
    return _view(fulfilment.ship(service.must_find(order_id), call.body, call.tx), "staff")


@api.post(
    "/v1/orders/{order_id}/shipments/{shipment_id}/delivered",
    summary="A parcel arrived",
    answer=OrderView,
    access=_FULFILS,
)
def shipment_delivered(call: Call[None, None], order_id: str, shipment_id: str) -> OrderView:
    return _view(fulfilment.deliver(service.must_find(order_id), shipment_id, call.tx), "staff")


@api.post(
    "/v1/orders/{order_id}/complete",
    summary="Close an order",
    body=CompleteRequest,
    answer=OrderView,
    access=_FULFILS,
    idempotent=True,
)
def complete_order(call: Call[CompleteRequest, None], order_id: str) -> OrderView:
    item = service.must_find(order_id)
    return _view(fulfilment.complete(item, call.body.business_reference, call.body.note, call.tx), "staff")


@api.post(
    "/v1/orders/{order_id}/payments",
    summary="Record the transfer that paid an order on account",
    body=PaymentRecord,
    answer=OrderView,
    status=201,
    access=staff("finance"),
    idempotent=True,
)
def post_payment(call: Call[PaymentRecord, None], order_id: str) -> OrderView:
    return _view(fulfilment.record_payment(service.must_find(order_id), call.body, call.tx), "staff")


@api.post(
    "/v1/orders/{order_id}/refunds",
    summary="Pay back pieces, an amount or all",
    body=RefundRequest,
    answer=OrderView,
    status=201,
    access=_REFUNDS,
    idempotent=True,
)
def post_refund(call: Call[RefundRequest, None], order_id: str) -> OrderView:
    return _view(fulfilment.refund(service.must_find(order_id), call.body, call.tx), "staff")


@api.post(
    "/v1/orders/{order_id}/notes",
    summary="Leave a remark for colleagues",
    body=StaffNote,
    answer=OrderView,
    status=201,
    access=_READS,
)
def post_note(call: Call[StaffNote, None], order_id: str) -> OrderView:
    return _view(fulfilment.add_note(service.must_find(order_id), call.body.note, call.tx), "staff")


def _view(item: OrderItem, viewer: Any) -> OrderView:
    return order_view(item.document, item.version, viewer)


@api.post("/v1/webhooks/stripe", summary="Stripe's events, signed", body=bytes, content_types=("application/json",))
def stripe_webhook(call: Call[bytes, None]) -> None:
    webhook.receive(call.raw_body, call.headers.get("stripe-signature"), call.now)


@api.post("/v1/contact", summary="Write to the shop", body=ContactMessage, status=204, errors=(429,))
def post_contact(call: Call[ContactMessage, None]) -> None:
    limits.count("contact", network(call.source_ip), limit=10, window_seconds=3600, now=call.now)
    body = call.body
    call.tx.publish(MessageReceived(body.name, body.email, body.message, body.language, body.order_number))
