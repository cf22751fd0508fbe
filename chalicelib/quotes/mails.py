"""What customers are written about their quotes, in their language: one mail a fact, whatever is repeated."""

from __future__ import annotations

from datetime import date

from chalicelib.kit.config import config
from chalicelib.kit.events import Delivery
from chalicelib.kit.mail import mailer
from chalicelib.kit.mail_layout import Letter, compose
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx
from chalicelib.quotes import views
from chalicelib.quotes.access import must_find, quote_token
from chalicelib.quotes.domain.quote import Quote
from chalicelib.quotes.texts import holds_until

_WORDS = {
    "en": {
        "quote_requested": (
            "We have received your request {number}",
            "Thank you for asking us. We are working out an offer and will send it to this address.",
        ),
        "quote_issued": (
            "Our offer {number}",
            "Here is our offer. You can read it, accept it and pay, or say no on the page below. The document is there to print, too.",
        ),
        "quote_revised": (
            "Our new offer {number}, version {version}",
            "Here is a new version of our offer. It takes the place of the one before, which can no longer be accepted.",
        ),
        "quote_honoured": (
            "Our offer {number} holds longer",
            "We honour our offer although its last day is over. You can accept it as it stands.",
        ),
        "quote_expiring": (
            "Our offer {number} ends soon",
            "Our offer to you ends soon. Accept it in time if you want these prices.",
        ),
        "quote_accepted": (
            "You accepted our offer {number}",
            "Thank you. Your order {order} is placed as we agreed. If it is to be paid by card, please pay it on its page.",
        ),
    },
    "zh": {
        "quote_requested": ("已收到您的询价 {number}", "感谢您的询价。我们正在为您准备报价单，完成后会发送到本邮箱。"),
        "quote_issued": (
            "报价单 {number}",
            "这是为您准备的报价单。您可以在下面的页面查看、接受并付款，或者拒绝，也可以打印文件。",
        ),
        "quote_revised": (
            "报价单 {number} 第 {version} 版",
            "这是报价单的新版本。它取代之前的版本，旧版本不能再接受。",
        ),
        "quote_honoured": ("报价单 {number} 有效期延长", "报价单虽已到期，我们仍按原价履行，您可以照此接受。"),
        "quote_expiring": ("报价单 {number} 即将到期", "报价单即将到期。如需按此价格购买，请及时接受。"),
        "quote_accepted": (
            "您已接受报价单 {number}",
            "谢谢您。订单 {order} 已按约定生成。如需刷卡付款，请在订单页面完成付款。",
        ),
    },
}
_LABELS = {
    "en": {"quote": "See the offer", "request": "See your request", "order": "See your order", "total": "Total", "holds": "Can be accepted", "document": "The document (PDF)"},
    "zh": {"quote": "查看报价单", "request": "查看询价", "order": "查看订单", "total": "合计", "holds": "有效期", "document": "报价单文件（PDF）"},
}  # fmt: skip


def on_requested(delivery: Delivery, tx: Tx) -> None:
    """The request has arrived, with a link to it."""
    quote = must_find(delivery.fact.quote_id).document
    _send(delivery, quote, "quote_requested", "request")


def on_issued(delivery: Delivery, tx: Tx) -> None:
    """The offer, unless it holds no more: its total, until when it holds, the page to answer it, its document."""
    quote = must_find(delivery.fact.quote_id).document
    if quote.version == delivery.fact.version and quote.state_at(delivery.now) in ("issued", "accepted"):
        _offer(delivery, quote, "quote_issued" if len(quote.issued) == 1 else "quote_revised")


def on_honoured(delivery: Delivery, tx: Tx) -> None:
    """An expired offer holds again."""
    quote = must_find(delivery.fact.quote_id).document
    if quote.state_at(delivery.now) == "issued":
        _offer(delivery, quote, "quote_honoured")


def on_expiring(delivery: Delivery, tx: Tx) -> None:
    """A reminder, unless it was answered meanwhile."""
    quote = must_find(delivery.fact.quote_id).document
    if quote.state_at(delivery.now) == "issued":
        _offer(delivery, quote, "quote_expiring")


def on_accepted(delivery: Delivery, tx: Tx) -> None:
    """The order that it became."""
    quote = must_find(delivery.fact.quote_id).document
    if quote.order is not None and quote.order.id == delivery.fact.order_id:
        _send(delivery, quote, "quote_accepted", "order", rows=[_total(quote, delivery)])


def _offer(delivery: Delivery, quote: Quote, kind: str) -> None:
    words = _LABELS[quote.offer.language]
    last_day: date | None = quote.offer.valid_until
    rows = [_total(quote, delivery)]
    if last_day is not None:
        rows.append((words["holds"], holds_until(last_day, quote.offer.zone, quote.offer.language)))
    document = f"{config().public_url.rstrip('/')}{views.document_url(quote, quote.issued[-1].version)}"
    _send(delivery, quote, kind, "quote", rows=rows, closing=[f"{words['document']}: {document}"])


def _send(
    delivery: Delivery,
    quote: Quote,
    kind: str,
    button: str,
    *,
    rows: list[tuple[str, str]] | None = None,
    closing: list[str] | None = None,
) -> None:
    if not quote.customer.email:
        return  # the person has been forgotten
    language = quote.offer.language
    order = quote.order
    subject, text = _WORDS[language][kind]
    named = {"number": quote.number, "version": str(quote.version), "order": order.number if order else ""}
    path = f"/quotes/{quote.id}?token={quote_token(quote)}"
    if button == "order" and order is not None:
        path = f"/orders/{order.id}" + (f"?token={order.token}" if order.token else "")
    letter = Letter(
        language=language,
        subject=subject.format(**named),
        paragraphs=[text.format(**named)],
        rows=rows or [],
        button=(_LABELS[language][button], path),
        closing=closing or [],
    )
    mailer().send(compose(letter, to=quote.customer.email, message_id=f"{delivery.event_id}.{kind}", kind=kind))


def _total(quote: Quote, delivery: Delivery) -> tuple[str, str]:
    total = Money(views.price(quote, delivery.now).total_minor, quote.currency)
    return _LABELS[quote.offer.language]["total"], f"{total.decimal_text()} {total.currency}"
