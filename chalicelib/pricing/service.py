"""Coupons: kept by staff, looked up by carts, counted in the transaction of a checkout."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.kit.errors import Invalid, NotFound, Superseded
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tx import Tx
from chalicelib.pricing import store
from chalicelib.pricing.domain import Coupon, CouponNotUsable
from chalicelib.pricing.store import CouponItem, CouponUseItem


class CouponNotFound(NotFound):
    title = "There is no such coupon; check the code"


def normal_code(code: str) -> str:
    """A code as it is stored: people may type it in any case, with spaces around."""
    return code.strip().upper()


def find_coupon(code: str) -> Coupon:
    """The coupon under `code`. Raises CouponNotFound. One read."""
    item = store.find(normal_code(code))
    if item is None:
        raise CouponNotFound()
    if item.document.usage_limit is not None and item.used >= item.document.usage_limit:
        raise CouponNotUsable("This coupon has been used up.", reason="used_up")
    return item.document


def use_coupon(tx: Tx, coupon: Coupon, customers: Iterable[str]) -> None:
    """Count one use, overall and for each name that the customer goes by (account, e-mail address).

    Raises CouponNotUsable at commit when a limit is reached, however many check out at once.
    """
    condition = CouponItem.pk.exists()
    if coupon.usage_limit is not None:
        condition = condition & (CouponItem.used < coupon.usage_limit)
    tx.update(
        store.key_of(coupon.code),
        [CouponItem.used.set(CouponItem.used + 1)],
        condition,
        CouponNotUsable("This coupon has been used up.", reason="used_up"),
    )
    for customer in _hashes(customers):
        tx.update(
            store.use_of(coupon.code, customer),
            [CouponUseItem.used.set((CouponUseItem.used | 0) + 1)],
            None
            if coupon.per_customer_limit is None
            else CouponUseItem.used.does_not_exist() | (CouponUseItem.used < coupon.per_customer_limit),
            CouponNotUsable("You have used this coupon as often as it allows.", reason="used_by_customer"),
        )


def release_coupon(tx: Tx, code: str, customers: Iterable[str]) -> None:
    """Take one use back, when its order is cancelled. A use that is not counted (any more: staff removed the coupon since, and
    may have made it again) is left alone. Raises Superseded at commit when a counter moved meanwhile: decide anew then."""
    overall = store.find(code)
    if overall is None:
        return
    personal = [store.find_use(code, customer) for customer in _hashes(customers)]
    for item in (overall, *personal):
        if item is not None and item.used > 0:
            model = type(item)
            tx.update(item, [model.used.set(model.used - 1)], model.used > 0, Superseded())


def save_coupon(tx: Tx, coupon: Coupon) -> None:
    """Make or change a coupon; how often it was used stays. Raises Invalid for a definition that means nothing."""
    problems = {}
    if (coupon.rate is None) == (coupon.amount_minor is None):
        problems["percent"] = "give either a percentage or an amount"
    if coupon.amount_minor is not None and coupon.amount_minor <= 0:
        problems["amount"] = "must be above zero"
    if coupon.minimum_subtotal_minor < 0:
        problems["minimum_subtotal"] = "cannot be negative"
    if coupon.currency is None and (coupon.amount_minor is not None or coupon.minimum_subtotal_minor):
        problems["currency"] = "an amount needs its currency"
    if coupon.starts_at and coupon.ends_at and coupon.starts_at >= coupon.ends_at:
        problems["ends_at"] = "must be after the start"
    if problems:
        raise Invalid(fields=problems)
    tx.update(
        store.key_of(coupon.code),
        [CouponItem.document.set(coupon), CouponItem.used.set(CouponItem.used | 0)],
    )


def remove_coupon(tx: Tx, code: str) -> None:
    """Delete a coupon. Orders that used it keep their discount. Raises CouponNotFound."""
    item = store.find(normal_code(code))
    if item is None:
        raise CouponNotFound()
    tx.delete(item, CouponItem.pk.exists(), CouponNotFound())


def _hashes(customers: Iterable[str]) -> list[str]:
    return sorted({hashed(customer.strip().lower())[:32] for customer in customers})
