"""A sale: what one order earned one member, line by line, from accrual to payout. All amounts are minor units of `currency`.

Facts about an order come in any order and more than once; each function here takes a sale and a fact and answers a new sale that is
the same whatever came first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates.domain.wording import Param, Phrase
from chalicelib.kit.errors import Conflict, NotFound
from chalicelib.kit.money import Rounding, divide

Stage = Literal["none", "pending", "held", "approved", "in_payout", "paid", "rejected"]
"""`none`: nothing is known yet of who brought the order, or nobody did."""
CommissionState = Literal["pending", "held", "approved", "in_payout", "paid", "reversed", "rejected"]
Source = Literal["click", "coupon", "recurring"]


class CommissionNotFound(NotFound):
    title = "There is no such commission"


class NotUnderReview(Conflict):
    title = "This commission does not wait for a review"


class NotReviewed(Conflict):
    title = "There is no review of this commission that could be taken back, or it is payable by now"


class Commission(msgspec.Struct, frozen=True):
    """What a line of the order earns."""

    line: int
    """Its place in the order, from 0."""
    key: str
    """The order's name of the line."""
    sku: str
    quantity: int
    base_net: int
    amount: int
    rule_id: str | None
    words: tuple[Phrase, ...] = ()
    """The rule, as it stood when it won."""
    reversed: int = 0


class Sign(msgspec.Struct, frozen=True):
    """Something about a sale that looks wrong. `hard`: no commission at all."""

    code: str
    score: int
    params: dict[str, Param] = {}
    hard: bool = False


class Attribution(msgspec.Struct, frozen=True):
    """Who brought an order, and by what."""

    member_id: str
    programme_id: str
    source: Source
    click_id: str | None = None
    coupon: str | None = None
    link: str = ""
    sub_id: str = ""
    since: datetime | None = None
    """When it was earned: the click's moment, or that of the first order of a customer who comes again."""


class RefundPart(msgspec.Struct, frozen=True):
    """What a refund paid back, net, of each line."""

    refund_id: str
    nets: dict[str, int]


class Sale(msgspec.Struct, frozen=True):
    """What an order earned a member. Before it is known to be paid, only what was heard of the order."""

    order_id: str
    number: str
    currency: str
    stage: Stage = "none"
    paid_at: datetime | None = None
    due_at: datetime | None = None
    """The end of the hold period."""
    attribution: Attribution | None = None
    commissions: tuple[Commission, ...] = ()
    net: int = 0
    """The net of all lines of the order."""
    refused: str = ""
    """Why nothing is earned."""
    signs: tuple[Sign, ...] = ()
    refunds: tuple[RefundPart, ...] = ()
    failed_refunds: tuple[str, ...] = ()
    """Refunds that came to nothing, also those that had been told of as paid."""
    delivered: bool = False
    cancelled: bool = False
    payout_id: str | None = None
    note: str = ""
    """What staff said when they reviewed it."""
    cards: tuple[str, ...] = ()
    """Keys of the cards that paid the order."""
    disputes: dict[str, Literal["open", "closed"]] = {}
    """Disputes of its payment at the buyer's bank."""

    @property
    def is_disputed(self) -> bool:
        """A bank decides whether the order stays paid: what it earned is not payable meanwhile."""
        return "open" in self.disputes.values()

    @property
    def stands(self) -> bool:
        """Whether somebody bought, and nothing was found wrong with it."""
        return self.stage != "rejected" and not self.cancelled

    @property
    def earned(self) -> int:
        """What is left of the commissions."""
        return sum(one.amount - one.reversed for one in self.commissions)

    @property
    def score(self) -> int:
        return sum(sign.score for sign in self.signs)

    @property
    def refunded_net(self) -> int:
        """What was paid back of the order's lines, net."""
        if self.cancelled:
            return self.net
        return min(self.net, sum(net for part in self.refunds for net in part.nets.values()))


def state_of(sale: Sale, commission: Commission) -> CommissionState:
    """Where one commission stands."""
    if sale.stage == "rejected":
        return "rejected"
    if commission.amount and commission.reversed == commission.amount:
        return "reversed"
    return "pending" if sale.stage == "none" else sale.stage


def commission_id(order_id: str, line: int) -> str:
    """The id of the commission of an order's line, made from them."""
    return f"com_{order_id.removeprefix('ord_')}-{line:02d}"


def place_of(commission: str) -> tuple[str, int]:
    """The order and the line that an id was made from. Raises CommissionNotFound."""
    name, _, line = commission.removeprefix("com_").partition("-")
    if not commission.startswith("com_") or not name or not line.isdecimal():
        raise CommissionNotFound()
    return f"ord_{name}", int(line)


def reversed_part(amount: int, refunded_net: int, base_net: int) -> int:
    """What of a commission is taken back once so much of its line's net was paid back: in proportion, half up. It only depends on the
    sum of all refunds, so that any sequence of them ends at exactly the commission."""
    if refunded_net >= base_net:
        return amount
    return divide(amount * max(refunded_net, 0), base_net, Rounding.HALF_UP)


def with_refund(sale: Sale, refund_id: str, nets: Mapping[str, int]) -> Sale:
    """A refund was paid. The same one again changes nothing, nor one that is known to have failed after all."""
    if refund_id in sale.failed_refunds or any(part.refund_id == refund_id for part in sale.refunds):
        return sale
    return recomputed(replace(sale, refunds=(*sale.refunds, RefundPart(refund_id, dict(nets)))))


def with_failed_refund(sale: Sale, refund_id: str) -> Sale:
    """A refund could not be paid after all: what it took is earned again."""
    if refund_id in sale.failed_refunds:
        return sale
    left = tuple(part for part in sale.refunds if part.refund_id != refund_id)
    return recomputed(replace(sale, refunds=left, failed_refunds=(*sale.failed_refunds, refund_id)))


def with_cancellation(sale: Sale) -> Sale:
    """The order was cancelled: all is taken back."""
    return recomputed(replace(sale, cancelled=True))


def with_delivery(sale: Sale) -> Sale:
    """All of the order has arrived."""
    return replace(sale, delivered=True)


def with_dispute(sale: Sale, dispute_id: str) -> Sale:
    """The buyer disputes the payment. One that is known to be closed stays so."""
    return replace(sale, disputes={dispute_id: "open", **sale.disputes})


def with_dispute_closed(sale: Sale, dispute_id: str) -> Sale:
    """The buyer's bank decided. What it took comes as a refund."""
    return replace(sale, disputes={**sale.disputes, dispute_id: "closed"})


def recomputed(sale: Sale) -> Sale:
    """`sale` with what is taken back of each commission, by all that was refunded so far."""
    if sale.stage == "rejected":
        return sale
    refunded: dict[str, int] = {}
    for part in sale.refunds:
        for key, net in part.nets.items():
            refunded[key] = refunded.get(key, 0) + net
    lines = tuple(_taken_back(sale, one, refunded.get(one.key, 0)) for one in sale.commissions)
    return replace(sale, commissions=lines)


def _taken_back(sale: Sale, one: Commission, refunded_net: int) -> Commission:
    net = one.base_net if sale.cancelled else refunded_net
    return replace(one, reversed=reversed_part(one.amount, net, one.base_net))


def awaits_its_day(sale: Sale) -> bool:
    """Whether only the hold period's end is between a pending commission and its payment: all has arrived, and nobody disputes that."""
    return sale.stage == "pending" and sale.delivered and not sale.cancelled and not sale.is_disputed


def is_ripe(sale: Sale, now: datetime) -> bool:
    """Whether a pending commission becomes payable."""
    return awaits_its_day(sale) and sale.due_at is not None and sale.due_at <= now


def approved(sale: Sale) -> Sale:
    """The commission is payable."""
    return replace(sale, stage="approved")


def released(sale: Sale, note: str) -> Sale:
    """Staff found nothing wrong: it goes on as if nothing had looked wrong."""
    _require_review(sale)
    return replace(sale, stage="pending", note=note)


def rejected(sale: Sale, note: str) -> Sale:
    """Staff found it wrong: nothing is earned."""
    _require_review(sale)
    lines = tuple(replace(one, reversed=one.amount) for one in sale.commissions)
    return replace(sale, stage="rejected", note=note, refused="review", commissions=lines)


def is_reviewed(sale: Sale) -> bool:
    """Whether staff decided about it, and may still think better of it: nothing of it is payable yet."""
    was_released = sale.stage == "pending" and bool(sale.note)
    return was_released or (sale.stage == "rejected" and sale.refused == "review")


def reopened(sale: Sale) -> Sale:
    """Staff take their decision back: it waits for a review again."""
    if not is_reviewed(sale):
        raise NotReviewed(stage=sale.stage)
    return recomputed(replace(sale, stage="held", refused="", note=""))


def reasons(sale: Sale, commission: Commission) -> tuple[Phrase, ...]:
    """Why it earns what it earns: the rule's words, or what stands in the way."""
    if not sale.refused:
        return commission.words
    found = next((sign for sign in sale.signs if sign.code == sale.refused), None)
    return (Phrase(sale.refused, found.params if found else {}),)


def with_card(sale: Sale, card_key: str) -> Sale:
    """A card paid the order."""
    return sale if card_key in sale.cards else replace(sale, cards=(*sale.cards, card_key))


def exposed(sale: Sale, sign: Sign) -> Sale:
    """Something came to light that earns no commission. It is taken back at any stage, as by a refund: what a payout has or had of it
    the next one settles."""
    if sale.stage in ("none", "rejected"):
        return sale
    lines = tuple(replace(one, reversed=one.amount) for one in sale.commissions)
    return replace(sale, stage="rejected", refused=sign.code, signs=(*sale.signs, sign), commissions=lines)


def accrued(
    sale: Sale,
    attribution: Attribution,
    *,
    commissions: Sequence[Commission],
    signs: Sequence[Sign],
    refused: str,
    due_at: datetime,
    review: bool,
) -> Sale:
    """It is known who brought the paid order and what that earns; refunds that were heard of before are taken off at once."""
    stage: Stage = "rejected" if refused else "held" if review else "pending"
    after = replace(
        sale,
        stage=stage,
        attribution=attribution,
        commissions=tuple(commissions),
        signs=tuple(signs),
        refused=refused,
        due_at=due_at,
    )
    return recomputed(after)


def _require_review(sale: Sale) -> None:
    if sale.stage != "held":
        raise NotUnderReview(stage=sale.stage)
