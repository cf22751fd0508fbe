"""What customers are written about their orders, in their language: one mail a fact, whatever is repeated."""

from __future__ import annotations

import msgspec

from chalicelib.kit.config import config
from chalicelib.kit.events import Delivery
from chalicelib.kit.mail import mailer
from chalicelib.kit.mail_layout import Letter, compose
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.orders import service
from chalicelib.orders.configured import titled
from chalicelib.orders.domain.order import Line, Order, Pieces
from chalicelib.orders.views import order_token


class _Words(msgspec.Struct, frozen=True):
    """A mail's subject and first paragraph in both languages; `{number}` is the order's."""

    en: tuple[str, str]
    zh: tuple[str, str]


_WORDS = {
    "order_placed": _Words(
        (
            "Your order {number}",
            "Thank you for your order. It is reserved for you until it is paid; we start as soon as it is.",
        ),
        ("您的订单 {number}", "感谢您的订购。商品已为您预留，付款后我们立即开始处理。"),
    ),
    "order_pre_accepted": _Words(
        (
            "We have received your order {number}",
            "Thank you. Our staff will complete your order and come back to you; nothing has to be paid now.",
        ),
        ("您的订单 {number} 已预受理", "谢谢您。我们的工作人员将为您办理并与您联系，现在无需付款。"),
    ),
    "order_on_account": _Words(
        (
            "Your order {number}",
            "Thank you for your order. We start at once; please pay the total by bank transfer and name the order's number.",
        ),
        ("您的订单 {number}", "感谢您的订购，我们将立即开始处理。请通过银行转账支付合计金额，并注明订单号。"),
    ),
    "transfer_received": _Words(
        ("Payment received for order {number}", "We have received your payment by bank transfer. Thank you."),
        ("订单 {number} 已收到付款", "我们已收到您的银行转账，谢谢。"),
    ),
    "order_paid": _Words(
        (
            "Payment received for order {number}",
            "We have received your payment. You will hear from us when your order is on its way.",
        ),
        ("订单 {number} 已收到付款", "我们已收到您的付款。发货时会再通知您。"),
    ),
    "order_accepted": _Words(
        ("We are working on order {number}", "Your order has been accepted and is being prepared."),
        ("订单 {number} 正在处理", "您的订单已被接受，正在准备中。"),
    ),
    "order_shipped": _Words(
        ("Order {number}: a parcel is on its way", "A parcel with the following has left our house."),
        ("订单 {number} 已发货", "以下商品已经发出。"),
    ),
    "order_completed": _Words(
        ("Order {number} is complete", "Your order is complete. Thank you for shopping with us."),
        ("订单 {number} 已完成", "您的订单已完成，感谢您的惠顾。"),
    ),
    "account_order_cancelled": _Words(
        (
            "Order {number} has been cancelled",
            "Your order has been cancelled. Nothing is owed for it any more; what was paid is being paid back by bank transfer.",
        ),
        ("订单 {number} 已取消", "您的订单已取消，无需再付款；已付款项将通过银行转账退回。"),
    ),
    "order_cancelled": _Words(
        ("Order {number} has been cancelled", "Your order has been cancelled. What was paid is being paid back."),
        ("订单 {number} 已取消", "您的订单已取消。已付款项将原路退回。"),
    ),
    "payment_expired": _Words(
        (
            "Order {number} was not paid",
            "Your order was not paid in time, so we have cancelled it. Nothing was charged; you are welcome to order again.",
        ),
        ("订单 {number} 未付款", "您的订单未在规定时间内付款，已取消，没有扣款。欢迎重新订购。"),
    ),
    "order_refunded": _Words(
        (
            "Refund for order {number}",
            "We have paid money back to the card that you paid with. It may take a few days to show.",
        ),
        ("订单 {number} 已退款", "我们已将款项退回您的付款卡，到账可能需要几天。"),
    ),
    "refunded_by_transfer": _Words(
        ("Refund for order {number}", "We pay money back to you by bank transfer. It may take a few days to arrive."),
        ("订单 {number} 已退款", "我们将通过银行转账退款，到账可能需要几天。"),
    ),
    "order_credited": _Words(
        ("Credit for order {number}", "We have taken the following off what is owed for your order."),
        ("订单 {number} 已抵扣", "我们已从您的应付金额中扣除以下款项。"),
    ),
    "return_requested": _Words(
        ("Your return for order {number}", "We have your request to return goods and will answer soon."),
        ("订单 {number} 的退货申请", "我们已收到您的退货申请，会尽快答复。"),
    ),
    "return_approved": _Words(
        (
            "Return for order {number} approved",
            "Please send the goods back to us. We pay back their price when they are here.",
        ),
        ("订单 {number} 的退货已同意", "请将商品寄回。我们收到后退款。"),
    ),
    "return_rejected": _Words(
        ("Return for order {number} not possible", "We are sorry that we cannot take these goods back."),
        ("订单 {number} 的退货未通过", "很抱歉，我们无法接受这些商品的退货。"),
    ),
    "return_received": _Words(
        ("Return for order {number} received", "Your goods are back with us."),
        ("订单 {number} 的退货已收到", "我们已收到您退回的商品。"),
    ),
}
_LABELS = {
    "en": {"button": "See your order", "delivery": "Delivery", "discount": "Discount", "tax": "Tax", "total": "Total", "included": "Tax included", "refund": "Paid back", "tracking": "Tracking number", "follow": "Follow the parcel", "reference": "Reference", "due": "Still to be paid", "purchase_order": "Your order number", "available_from": "available from"},
    "zh": {"button": "查看订单", "delivery": "配送", "discount": "优惠", "tax": "税费", "total": "合计", "included": "含税", "refund": "退款金额", "tracking": "运单号", "follow": "跟踪包裹", "reference": "业务编号", "due": "尚需支付", "purchase_order": "您的订单号", "available_from": "预计到货"},
}  # fmt: skip
_REFUND_MAILS = {"card": "order_refunded", "transfer": "refunded_by_transfer", "credit": "order_credited"}
Rows = list[tuple[str, str]]


def on_placed(delivery: Delivery, tx: Tx) -> None:
    """A payment order waits for its payment (one without a charge is confirmed as paid); the others for staff."""
    order = _order(delivery)
    if order.kind == "pre_acceptance":
        _send(delivery, order, "order_pre_accepted", _sums(order))
    elif order.kind == "on_account":
        _send(delivery, order, "order_on_account", _sums(order))
    elif order.total:
        _send(delivery, order, "order_placed", _sums(order))


def on_paid(delivery: Delivery, tx: Tx) -> None:
    """The receipt."""
    order = _order(delivery)
    _send(delivery, order, "transfer_received" if order.transfer else "order_paid", _sums(order))


def on_accepted(delivery: Delivery, tx: Tx) -> None:
    """Work begins."""
    _send(delivery, _order(delivery), "order_accepted", [])


def on_shipped(delivery: Delivery, tx: Tx) -> None:
    """A parcel with its tracking number, and where it can be followed."""
    order = _order(delivery)
    parcel = next(shipment for shipment in order.shipments if shipment.id == delivery.fact.shipment_id)
    words = _LABELS[order.language]
    rows = _pieces(order, parcel.lines)
    rows.append((words["tracking"], f"{parcel.carrier} {parcel.tracking_number}"))
    if parcel.tracking_url:
        rows.append((words["follow"], parcel.tracking_url))
    _send(delivery, order, "order_shipped", rows)


def on_completed(delivery: Delivery, tx: Tx) -> None:
    """The end of it."""
    order = _order(delivery)
    reference = [(_LABELS[order.language]["reference"], order.business_reference)] if order.business_reference else []
    _send(delivery, order, "order_completed", list(reference))


def on_cancelled(delivery: Delivery, tx: Tx) -> None:
    """Cancelled by somebody, or not paid in time."""
    order = _order(delivery)
    expired = delivery.fact.reason == "payment_expired"
    ended = "account_order_cancelled" if order.kind == "on_account" else "order_cancelled"
    _send(delivery, order, "payment_expired" if expired else ended, [])


def on_refunded(delivery: Delivery, tx: Tx) -> None:
    """How much went back, and for what."""
    order = _order(delivery)
    refund = next(refund for refund in order.refunds if refund.id == delivery.fact.refund_id)
    if refund.method == "dispute":
        return  # the buyer hears of it from their bank
    rows = _pieces(order, tuple(Pieces(share.line, share.quantity) for share in refund.shares if share.quantity))
    amount = Money(refund.amount, order.paid_currency)
    rows.append((_LABELS[order.language]["refund"], f"{amount.decimal_text()} {amount.currency}"))
    if refund.method == "credit":
        rows.append((_LABELS[order.language]["due"], _money(order.due, order)))
    _send(delivery, order, _REFUND_MAILS[refund.method], rows)


def on_refund_by_transfer(delivery: Delivery, tx: Tx) -> None:
    """A refund that only the shop's own bank can carry out, to the shop's address: staff have to transfer it."""
    order = _order(delivery)
    refund = next(refund for refund in order.refunds if refund.id == delivery.fact.refund_id)
    if refund.method != "transfer":
        return
    text = "This refund is recorded as paid back by transfer. Have the bank carry it out, if that is not done yet."
    rows = [("Order", order.number), ("Amount", _money(refund.amount, order)), ("Reason", refund.reason)]
    letter = Letter("en", f"Transfer back for order {order.number}", [text], rows)
    message_id = f"{delivery.event_id}.transfer_back"
    mailer().send(compose(letter, to=config().contact_email, message_id=message_id, kind="transfer_back"))


def on_return(delivery: Delivery, tx: Tx) -> None:
    """Each step of a return."""
    order = _order(delivery)
    back = next(known for known in order.returns if known.id == delivery.fact.return_id)
    note = [back.note] if back.note and delivery.fact.state != "requested" else []
    _send(delivery, order, f"return_{delivery.fact.state}", _pieces(order, back.lines), note)


def on_refund_failed(delivery: Delivery, tx: Tx) -> None:
    """A refund that Stripe did not carry out, to the shop's own address: staff have to act."""
    order = _order(delivery)
    refund = next(refund for refund in order.refunds if refund.id == delivery.fact.refund_id)
    amount = Money(refund.amount, order.paid_currency)
    text = "Stripe did not carry this refund out. Its amount can be refunded again in the console."
    rows = [
        ("Order", order.number),
        ("Amount", f"{amount.decimal_text()} {amount.currency}"),
        ("Reason", refund.reason),
    ]
    letter = Letter("en", f"Refund failed for order {order.number}", [text], rows)
    message_id = f"{delivery.event_id}.refund_failed"
    mailer().send(compose(letter, to=config().contact_email, message_id=message_id, kind="refund_failed"))


def on_disputed(delivery: Delivery, tx: Tx) -> None:
    """A disputed payment, to the shop's own address: staff have to answer the bank in time."""
    order = _order(delivery)
    dispute = next(known for known in order.disputes if known.id == delivery.fact.dispute_id)
    amount = Money(dispute.amount, order.paid_currency)
    text = "The buyer disputes this payment at their bank. Answer it in Stripe's dashboard in time; without an answer it is lost."
    rows = [
        ("Order", order.number),
        ("Amount", f"{amount.decimal_text()} {amount.currency}"),
        ("Reason", dispute.reason),
        ("Answer by", dispute.answer_by.date().isoformat() if dispute.answer_by else "-"),
    ]
    letter = Letter("en", f"Payment of order {order.number} is disputed", [text], rows)
    message_id = f"{delivery.event_id}.disputed"
    mailer().send(compose(letter, to=config().contact_email, message_id=message_id, kind="payment_disputed"))


def on_message(delivery: Delivery, tx: Tx) -> None:
    """A message from the contact page, to the shop's own address."""
    fact = delivery.fact
    rows = [("From", f"{fact.name} <{fact.email}>"), ("Language", fact.language), ("Order", fact.order_number or "-")]
    letter = Letter("en", f"Message from {fact.name}", [fact.message], rows)
    message = compose(letter, to=config().contact_email, message_id=f"{delivery.event_id}.contact", kind="contact")
    mailer().send(message)


def _send(delivery: Delivery, order: Order, kind: str, rows: Rows, more: list[str] | None = None) -> None:
    if not order.email:
        return  # the person has been forgotten
    subject, text = _WORDS[kind].zh if order.language == "zh" else _WORDS[kind].en
    token = "" if order.customer_id else f"?token={order_token(order.id)}"
    letter = Letter(
        language=order.language,
        subject=subject.format(number=order.number),
        paragraphs=[text, *(more or [])],
        rows=rows,
        button=(_LABELS[order.language]["button"], f"/orders/{order.id}{token}"),
    )
    mailer().send(compose(letter, to=order.email, message_id=f"{delivery.event_id}.{kind}", kind=kind))


def _order(delivery: Delivery) -> Order:
    return service.must_find(delivery.fact.order_id).document


def _pieces(order: Order, lines: tuple[Pieces, ...]) -> Rows:
    rows = []
    for part in lines:
        line = order.line(part.line)
        rows.append((titled(line.title, line.configuration), f"× {part.quantity}"))
    return rows


def _line(line: Line, order: Order) -> str:
    """A line in words; a presale one with its date."""
    words = titled(line.title, line.configuration, line.quantity)
    if line.available_from is None:
        return words
    return f"{words} · {_LABELS[order.language]['available_from']} {line.available_from[:10]}"


def _sums(order: Order) -> Rows:
    words = _LABELS[order.language]
    rows = [(_line(line, order), _money(line.total, order)) for line in order.lines]
    for adjustment in order.adjustments:
        name = adjustment.name.get(order.language) or adjustment.code
        rows.append((f"{words['discount']}: {name}" if name else words["discount"], _money(adjustment.minor, order)))
    if order.delivery.method:
        rows.append((f"{words['delivery']}: {order.delivery.name}", _money(order.delivery.total, order)))
    tax = sum(tax.minor for tax in order.taxes)
    if tax:
        rows.append((words["included" if order.tax_included else "tax"], _money(tax, order)))
    rows.append((words["total"], _money(order.total, order)))
    return [*rows, (words["purchase_order"], order.purchase_order)] if order.purchase_order else rows


def _money(minor: int, order: Order) -> str:
    return f"{Money(minor, order.currency).decimal_text()} {order.currency}"
