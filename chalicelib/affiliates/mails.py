"""What members are written, in their language: one mail a fact, whatever is repeated."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.affiliates import members, store
from chalicelib.affiliates.events import MemberDecided, MemberJoined
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.kit.events import Delivery
from chalicelib.kit.mail import mailer
from chalicelib.kit.mail_layout import Letter, compose
from chalicelib.kit.money import Money
from chalicelib.kit.tx import Tx

_WORDS = {
    "en": {
        "active": (
            "Welcome to our affiliate programme",
            "You are in. Take a link or a picture with your code and put it anywhere: what comes of it is counted from now on.",
        ),
        "pending": (
            "We have received your application",
            "Thank you for your interest in our affiliate programme. We are looking at your application and will write to you.",
        ),
        "approved": (
            "Welcome to our affiliate programme",
            "We have accepted your application. Take a link or a picture with your code and put it anywhere: what comes of it is counted.",
        ),
        "rejected": ("About your application", "We are sorry: we cannot take you into our affiliate programme."),
        "suspended": (
            "Your affiliate account is suspended",
            "From now on your links earn nothing, and nothing is paid. What you earned before is kept.",
        ),
        "banned": ("Your affiliate account is closed", "From now on your links earn nothing."),
        "restored": ("Your affiliate account is active again", "Your links earn again from now on."),
        "paid": ("Your commissions are paid", "We have sent you your commissions. The statement is on your page."),
        "failed": (
            "Your commissions could not be paid",
            "The payment did not arrive and came back to us. Please check how you are paid; the next payout tries again.",
        ),
    },
    "zh": {
        "active": (
            "欢迎加入推广计划",
            "您已成为推广会员。获取带有您专属代码的链接或图片，放到任何地方即可：由此产生的点击和订单从现在起计入您的名下。",
        ),
        "pending": ("我们已收到您的申请", "感谢您对推广计划的关注。我们正在审核您的申请，结果会发送到此邮箱。"),
        "approved": (
            "欢迎加入推广计划",
            "您的申请已通过。获取带有您专属代码的链接或图片，放到任何地方即可：由此产生的点击和订单都会计入您的名下。",
        ),
        "rejected": ("关于您的申请", "很抱歉，我们无法接受您加入推广计划。"),
        "suspended": ("您的推广账户已暂停", "从现在起，您的链接不再产生佣金，也不会付款。此前的佣金会保留。"),
        "banned": ("您的推广账户已关闭", "从现在起，您的链接不再产生佣金。"),
        "restored": ("您的推广账户已恢复", "从现在起，您的链接重新开始产生佣金。"),
        "paid": ("您的佣金已付款", "我们已向您支付佣金，结算单可在您的页面查看。"),
        "failed": ("佣金付款失败", "款项未能到账并已退回。请检查您的收款方式，下次结算会再次付款。"),
    },
}  # fmt: skip
_LABELS = {
    "en": {"page": "To your page", "reason": "Reason", "amount": "Amount"},
    "zh": {"page": "前往您的页面", "reason": "原因", "amount": "金额"},
}


def on_joined(delivery: Delivery, tx: Tx) -> None:
    """A welcome, or that staff are looking at it."""
    fact: MemberJoined = delivery.fact
    _send(delivery, fact.member_id, fact.state)


def on_decided(delivery: Delivery, tx: Tx) -> None:
    """What staff decided, with their reason."""
    fact: MemberDecided = delivery.fact
    item = store.member(fact.member_id)
    rows = [("reason", item.document.note)] if item and item.document.note else []
    _send(delivery, fact.member_id, fact.decision, rows)


def on_paid(delivery: Delivery, tx: Tx) -> None:
    """Money is on its way."""
    fact: PayoutPaid = delivery.fact
    amount = f"{Money(fact.pay_amount, fact.pay_currency).decimal_text()} {fact.pay_currency}"
    _send(delivery, fact.member_id, "paid", [("amount", amount)])


def on_failed(delivery: Delivery, tx: Tx) -> None:
    """Money came back."""
    fact: PayoutFailed = delivery.fact
    _send(delivery, fact.member_id, "failed")


def _send(delivery: Delivery, member_id: str, kind: str, rows: Sequence[tuple[str, str]] = ()) -> None:
    item = store.member(member_id)
    account = members.account_of(item.document) if item else None
    if item is None or account is None:
        return  # the person has been forgotten
    language = item.document.language
    subject, text = _WORDS[language][kind]
    words = _LABELS[language]
    letter = Letter(
        language=language,
        subject=subject,
        paragraphs=[text],
        rows=[(words[name], value) for name, value in rows],
        button=(words["page"], "/partners"),
    )
    name = f"affiliate_{kind}"
    mailer().send(compose(letter, to=account.email, message_id=f"{delivery.event_id}.{name}", kind=name))
