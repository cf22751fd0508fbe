"""Payouts: a batch of a programme, an item for each member in it. Amounts are minor units of `currency`, but where named otherwise.

An item pays what is left of the commissions that were approved when it was made (`gross`), less what was taken back of earlier ones
after they had been paid (`settled`).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec.structs import replace

from chalicelib.affiliates.domain.member import Member, PayoutProfile, TaxData
from chalicelib.affiliates.domain.sale import Sale
from chalicelib.kit.errors import Conflict, Forbidden, Invalid, NotFound
from chalicelib.kit.money import Rounding, charge_step, divide, exponent

BatchState = Literal["building", "draft", "reviewed", "paying", "paid", "cancelling", "cancelled"]
ItemState = Literal["gathering", "held", "sending", "paid", "failed", "reversed", "cancelled", "skipped"]
SkipReason = Literal["not_active", "no_payout_details", "not_connected", "below_minimum", "details_changed"]
LeftOut = Literal["not_active", "too_small"]
EndReason = Literal["refused", "waiting", "left_out", "cancelled", "returned"]
"""Stripe refused it, or has not carried it out yet; staff took it out of the payout, or gave the payout up; it came back."""
Reason = SkipReason | LeftOut | EndReason | Literal[""]
ENDED: frozenset[ItemState] = frozenset({"paid", "failed", "reversed", "cancelled", "skipped"})

MAX_SALES = 60
"""Sales that one transaction takes beside their item's own records; more of a member are taken in parts before."""
PAYMENTS_A_FILE = 5_000
"""So many are in one bank file: below the six megabytes that API Gateway carries, and what banks take in one message."""
STOPPED_FOR = timedelta(minutes=20)
"""So long after staff stopped a payment no job can be under way any more that had begun to send it before (a Lambda lives for fifteen)."""
_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,10})?")


class PayoutNotFound(NotFound):
    title = "There is no such payout"


class PayoutStateWrong(Conflict):
    title = "The payout is not in a state that allows this; load it again"


class PayoutCannotBeReturned(Conflict):
    title = "Only what is on its way to a bank, or paid, can come back"


class OwnPayout(Forbidden):
    title = "You reviewed this payout and are paid in it: somebody else has to pay it, or leave yourself out"


class DebtorMissing(Conflict):
    title = "A bank file needs the account that pays; name it when you review the payout"


class NothingByBank(Conflict):
    title = "Nothing is left in this file that a bank would pay"


class RateWrong(Invalid):
    title = "The rate does not fit the currencies"


class Debtor(msgspec.Struct, frozen=True):
    """The account that a bank file pays from."""

    name: str
    iban: str
    bic: str = ""


class Totals(msgspec.Struct, frozen=True):
    """Of a batch's items: how many there are, and what they come to."""

    items: int = 0
    amount: int = 0
    pay_amount: int = 0
    paid_items: int = 0
    paid_amount: int = 0
    failed_items: int = 0
    skipped_items: int = 0
    by_bank: int = 0
    by_stripe: int = 0
    bank_items: int = 0
    """All that were made for the bank, whatever became of them."""

    @property
    def bank_files(self) -> int:
        return -(-self.bank_items // PAYMENTS_A_FILE)


class Batch(msgspec.Struct, frozen=True):
    """A payout. `rate`: how many units of `pay_currency` one unit of `currency` is, as staff said when they reviewed it."""

    id: str
    programme_id: str
    currency: str
    minimum: int
    until: datetime
    """Commissions whose hold period ended by then."""
    created_at: datetime
    created_by: str
    state: BatchState = "building"
    pay_currency: str = ""
    rate: str = ""
    execute_on: date | None = None
    debtor: Debtor | None = None
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
    pay_begun_at: datetime | None = None
    pay_begun_by: str = ""
    checked_at: datetime | None = None
    """When those were left out who may not be paid any more: the bank file opens then."""
    ended_at: datetime | None = None
    reference: str = ""
    """The bank's, once staff have marked the bank's part as paid."""
    note: str = ""
    totals: Totals = Totals()

    @property
    def exports_open(self) -> bool:
        """Whether the bank's part may be handed out: the job has looked who may still be paid."""
        return self.state == "paid" or (self.state == "paying" and self.checked_at is not None)

    def pays(self, amount: int) -> int:
        """What an amount of the batch's currency comes to in the currency that is paid."""
        if not self.rate:
            return amount
        return converted(amount, self.currency, self.pay_currency, self.rate)


class PaidSale(msgspec.Struct, frozen=True):
    """What an item pays of one order."""

    order_id: str
    number: str
    paid_at: datetime
    amount: int


class Item(msgspec.Struct, frozen=True):
    """What one member gets. `sales` are the last of what it pays; `parts` parts with more come before. In `gathering` it takes those,
    and nothing is held yet."""

    id: str
    batch_id: str
    programme_id: str
    member_id: str
    account_id: str
    name: str
    language: Literal["en", "zh"]
    currency: str
    gross: int
    amount: int
    state: ItemState
    made_at: datetime
    payee: PayoutProfile | None = None
    tax: TaxData | None = None
    sales: tuple[PaidSale, ...] = ()
    parts: int = 0
    pay_currency: str = ""
    pay_amount: int = 0
    rate: str = ""
    reason: Reason = ""
    note: str = ""
    """Stripe's, the bank's or staff's words on the reason; the member reads them only of what came back."""
    transfer: str = ""
    """Stripe's id of it."""
    reference: str = ""
    reversed: int = 0
    """What came back after it was paid."""
    returned: int = 0
    """The same, of `pay_currency`."""
    ended_at: datetime | None = None
    carried: int = 0
    """What of `gross` is no commission, but came back of an earlier payment."""
    rest: int = 0
    """What of `gross` Stripe cannot send, as it counts the currency: it is carried over when the item is paid."""
    unmoved: bool = False
    """It has ended, and the sales in its parts have still to follow."""
    stopped_at: datetime | None = None
    """When staff gave it up although Stripe had not answered: it is not sent any more, only looked for."""

    @property
    def settled(self) -> int:
        """What was taken back of earlier commissions after they were paid, and is taken off here."""
        return self.gross - self.amount - self.rest

    @property
    def may_come_back(self) -> bool:
        """Some of it was paid, and has not come back."""
        return self.state == "paid" or (self.state == "reversed" and self.returned < self.pay_amount)

    @property
    def is_exchanged(self) -> bool:
        """It is paid in another currency than it was earned in."""
        return self.pay_currency not in ("", self.currency)

    @property
    def is_by_bank(self) -> bool:
        return self.payee is not None and self.payee.method == "bank" and self.state != "skipped"

    @property
    def is_by_stripe(self) -> bool:
        return self.payee is not None and self.payee.method == "stripe"


def item_id(batch_id: str, member_id: str) -> str:
    """The id of an item, of its hold on the ledger and of its transfer at Stripe: made from the batch and the member, so that nobody is
    paid twice in a batch whatever happens."""
    return f"{batch_id}-{member_id}"


def parts_of(item: str) -> tuple[str, str]:
    """The batch and the member that an item's id was made from. Raises PayoutNotFound."""
    batch_id, _, member_id = item.partition("-")
    if not batch_id or not member_id:
        raise PayoutNotFound()
    return batch_id, member_id


def takes(batch: Batch, sale: Sale) -> bool:
    """Whether a sale's commissions are for this batch."""
    found = sale.attribution
    return (
        found is not None
        and sale.stage == "approved"
        and sale.earned > 0
        and not sale.is_disputed
        and found.programme_id == batch.programme_id
        and sale.currency == batch.currency
        and sale.due_at is not None
        and sale.due_at <= batch.until
    )


def skip_reason(member: Member, amount: int, minimum: int, now: datetime) -> SkipReason | None:
    """Why a member is left out of a batch; None: they are paid."""
    if not member.is_payable:
        return "not_active"
    if amount < (1 if member.left_at else max(1, minimum)):  # who left gets no more, and so never reaches a minimum
        return "below_minimum"
    profile = member.payout
    if profile is None or (profile.method == "bank" and not profile.iban):
        return "no_payout_details"
    if profile.method == "stripe" and not profile.is_ready:
        return "not_connected"
    return "details_changed" if profile.pays_from and now < profile.pays_from else None


def amounts(gross: int, available: int, step: int) -> tuple[int, int]:
    """What is paid of `gross`, and what is left of it because only whole steps can be. A balance has less than `gross` where something was
    taken back after it was paid, and more where other commissions are in it: those are not for this batch."""
    payable = max(0, min(gross, available))
    return payable - payable % step, payable % step


def step_of(profile: PayoutProfile | None, currency: str) -> int:
    """Of how many minor units what is paid to somebody is a multiple."""
    return charge_step(currency) if profile is not None and profile.method == "stripe" else 1


def pays(batch: Batch, item: Item) -> int:
    """What an item pays in the currency that is paid; by Stripe in whole steps of it."""
    amount = batch.pays(item.amount)
    return amount - amount % step_of(item.payee, batch.pay_currency or batch.currency)


def priced(batch: Batch, item: Item) -> Item:
    """An item with what is paid, and at which rate."""
    currency = batch.pay_currency or batch.currency
    return replace(item, pay_currency=currency, pay_amount=pays(batch, item), rate=batch.rate)


def left_out(batch: Batch, item: Item, member: Member | None) -> LeftOut | None:
    """Why an item that was made is not paid after all."""
    if member is None or not member.is_payable:
        return "not_active"
    return None if pays(batch, item) else "too_small"


def converted(amount: int, currency: str, pay_currency: str, rate: str) -> int:
    """`amount` at `rate` units of `pay_currency` for one of `currency`, half up to the minor unit."""
    digits = len(rate.partition(".")[2])
    numerator = amount * int(rate.replace(".", "")) * 10 ** exponent(pay_currency)
    return divide(numerator, 10 ** (digits + exponent(currency)), Rounding.HALF_UP)


def check_rate(currency: str, pay_currency: str, rate: str) -> None:
    """Raise RateWrong unless there is a rate above zero exactly where the currencies differ."""
    if not rate and pay_currency == currency:
        return
    if pay_currency == currency:
        raise RateWrong(fields={"rate": "is only for another currency"})
    if not _RATE.fullmatch(rate) or not Decimal(rate):
        raise RateWrong(fields={"rate": f"how many {pay_currency} one {currency} is, such as 1.0837"})


def require_state(batch: Batch, *states: BatchState) -> None:
    """Raise PayoutStateWrong unless the batch is in one of `states`."""
    if batch.state not in states:
        raise PayoutStateWrong(f"The payout is {batch.state}.", state=batch.state)


def require_checked(batch: Batch) -> None:
    """Raise PayoutStateWrong unless the bank's part of a batch may be handed out."""
    require_state(batch, "paying", "paid")
    if not batch.exports_open:
        raise PayoutStateWrong("The payout is being prepared; try again in a moment.", state=batch.state)


def reversed_part(item: Item, returned: int) -> int:
    """What of an item's amount has come back once `returned` of what was paid has: in proportion, half up, so that any sequence of
    returns ends at exactly the amount."""
    if returned >= item.pay_amount:
        return item.amount
    return divide(item.amount * returned, item.pay_amount, Rounding.HALF_UP)


def totals(items: list[Item], batch: Batch) -> Totals:
    """What the items come to."""
    made = [one for one in items if one.state != "skipped"]
    live = [one for one in made if one.state not in ("failed", "cancelled")]
    paid = [one for one in made if one.state == "paid"]
    return Totals(
        items=len(made),
        amount=sum(one.amount for one in live),
        pay_amount=sum(pays(batch, one) for one in live),
        paid_items=len(paid),
        paid_amount=sum(one.amount - one.reversed for one in made if one.state in ("paid", "reversed")),
        failed_items=sum(one.state in ("failed", "reversed") for one in made),
        skipped_items=len(items) - len(made),
        by_bank=sum(not one.is_by_stripe for one in live),
        by_stripe=sum(one.is_by_stripe for one in live),
        bank_items=sum(one.is_by_bank for one in items),
    )


def paid_sale(sale: Sale) -> PaidSale:
    """A sale as its payout keeps it."""
    assert sale.paid_at is not None
    return PaidSale(sale.order_id, sale.number, sale.paid_at, sale.earned)


def in_payout(sale: Sale, batch_id: str) -> Sale:
    """The sale's commissions are in a payout."""
    return replace(sale, stage="in_payout", payout_id=batch_id)


def following(item: Item, sale: Sale) -> Sale:
    """A sale as its item's state has it: paid with it, also where the money came back (that is carried over), or payable again where
    nothing was paid. One that is not in this payout stays as it is; one that was rejected meanwhile leaves it."""
    if (
        sale.payout_id == item.batch_id
        and sale.stage == "rejected"
        and item.state in ("failed", "cancelled", "skipped")
    ):
        return replace(sale, payout_id=None)
    if sale.payout_id != item.batch_id or sale.stage not in ("in_payout", "paid"):
        return sale
    if item.state in ("paid", "reversed"):
        return replace(sale, stage="paid")
    if item.state in ("failed", "cancelled", "skipped"):
        return replace(sale, stage="approved", payout_id=None)
    return sale
