"""Promotions: kept by staff in the book, found without a call, counted in the transaction of a checkout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from chalicelib.kit import ids
from chalicelib.kit.errors import Conflict, Invalid, NotFound, Superseded
from chalicelib.kit.secrets import hashed
from chalicelib.kit.tx import Tx
from chalicelib.pricing import book, store
from chalicelib.pricing.book import Book, KnownPromotion
from chalicelib.pricing.domain import AmountOff, Bundle, Buyer, BuyXGetY, PricedCart, Promotion
from chalicelib.pricing.store import PromotionUseItem

MOST_PROMOTIONS = 500
_LEVELS = ("item", "order", "delivery")


class PromotionNotFound(NotFound):
    title = "There is no such promotion"


class PromotionUsedUp(Conflict):
    title = "A promotion in this cart has just been used up; look at the cart again"


class TooManyPromotions(Conflict):
    title = f"There can be {MOST_PROMOTIONS} promotions at most; remove some that have ended"


def running_promotions(now: datetime, buyer: Buyer, customers: Iterable[str] = ()) -> list[Promotion]:
    """The promotions that a buyer has now: no call, but one read where some have limits, to leave out those that are used up, in all
    or by one of the names that the customer goes by."""
    promotions = (known.promotion for known in book.current().promotions)
    running = [promotion for promotion in promotions if promotion.serves(buyer, now)]
    limited = [promotion for promotion in running if is_limited(promotion)]
    spent = _spent(limited, _hashes(customers)) if limited else set()
    return [promotion for promotion in running if promotion.id not in spent]


def use_promotions(tx: Tx, priced: PricedCart, customers: Iterable[str]) -> tuple[str, ...]:
    """Count one use of each promotion with a limit that took something off, overall and for each name that the customer goes by
    (account, e-mail address). Returns what was counted: keep it, to give exactly that back (`release_promotions`).

    Raises PromotionUsedUp at commit when a limit is reached, however many check out at once. Promotions without limits
    write nothing.
    """
    counted: list[str] = []
    names = _hashes(customers)
    for code in dict.fromkeys(change.code for change in priced.adjustments if change.kind == "promotion"):
        known = book.current().promotion(code)
        if known is not None and is_limited(known.promotion):
            counted += _count(tx, known.promotion, names)
    return tuple(counted)


def release_promotions(tx: Tx, counted: Sequence[str]) -> None:
    """Give back what `use_promotions` counted, when its order is cancelled. Raises Superseded at commit when a counter
    moved meanwhile: decide anew then."""
    for item in store.find_uses((use.partition("#")[0], use.partition("#")[2]) for use in counted):
        if item.used > 0:
            tx.update(
                item, [PromotionUseItem.used.set(PromotionUseItem.used - 1)], PromotionUseItem.used > 0, Superseded()
            )


def is_limited(promotion: Promotion) -> bool:
    """Whether its uses are counted."""
    return promotion.usage_limit is not None or promotion.per_customer_limit is not None


def uses_of(promotions: Iterable[Promotion]) -> dict[str, int]:
    """How often each promotion with an overall limit was used."""
    limited = [promotion.id for promotion in promotions if promotion.usage_limit is not None]
    used = {item.pk: item.used for item in store.find_uses((promotion_id, "") for promotion_id in limited)}
    return {promotion_id: used.get(store.promotion_uses(promotion_id).pk, 0) for promotion_id in limited}


def find(promotion_id: str) -> KnownPromotion:
    """Raises PromotionNotFound."""
    known = book.latest().promotion(promotion_id)
    if known is None:
        raise PromotionNotFound()
    return known


def listed() -> list[KnownPromotion]:
    """All promotions, in the order in which they are tried."""
    return list(book.latest().promotions)


def make(wanted: Promotion, now: datetime) -> KnownPromotion:
    """A new promotion; its id is given here. Raises Invalid, TooManyPromotions."""
    made = KnownPromotion(replace(wanted, id=ids.new_id("pro", now)), now)
    _check(made.promotion)

    def add(known: Book) -> Book:
        if len(known.promotions) >= MOST_PROMOTIONS:
            raise TooManyPromotions()
        return _with(known, [*known.promotions, made])

    book.change(add)
    return made


def alter(wanted: Promotion) -> KnownPromotion:
    """Change a promotion; how often it was used stays. Raises PromotionNotFound, Invalid."""
    _check(wanted)

    def swap(known: Book) -> Book:
        before = known.promotion(wanted.id)
        if before is None:
            raise PromotionNotFound()
        changed = replace(before, promotion=wanted)
        return _with(known, [changed if one is before else one for one in known.promotions])

    changed = book.change(swap).promotion(wanted.id)
    if changed is None:
        raise PromotionNotFound()
    return changed


def remove(promotion_id: str) -> None:
    """Remove a promotion. Orders that used it keep their discount. Raises PromotionNotFound."""

    def drop(known: Book) -> Book:
        if known.promotion(promotion_id) is None:
            raise PromotionNotFound()
        return _with(known, [one for one in known.promotions if one.promotion.id != promotion_id])

    book.change(drop)


def _with(known: Book, promotions: Iterable[KnownPromotion]) -> Book:
    ordered = sorted(
        promotions,
        key=lambda one: (_LEVELS.index(one.promotion.level), -one.promotion.priority, one.promotion.id),
    )
    return replace(known, promotions=tuple(ordered))


def _spent(limited: Sequence[Promotion], names: Sequence[str]) -> set[str]:
    """The ids of those whose counters stand at their limits."""
    limits = {
        (promotion.id, name): promotion.per_customer_limit if name else promotion.usage_limit
        for promotion in limited
        for name in ("", *names)
    }
    keys = {
        (store.promotion_uses(*key).pk, store.promotion_uses(*key).sk): key for key, limit in limits.items() if limit
    }
    spent = set()
    for item in store.find_uses(keys.values()):
        key = keys[item.pk, item.sk]
        if item.used >= (limits[key] or 0):
            spent.add(key[0])
    return spent


def _count(tx: Tx, promotion: Promotion, names: Sequence[str]) -> list[str]:
    """Raise the counters that have a limit; which: `pro_…` for the overall one, `pro_…#<hash>` for a customer's."""
    counted = []
    limits = [("", promotion.usage_limit), *((name, promotion.per_customer_limit) for name in names)]
    used = PromotionUseItem.used
    for name, limit in limits:
        if limit is not None:
            item = store.promotion_uses(promotion.id, name)
            tx.update(
                item, [used.set((used | 0) + 1)], used.does_not_exist() | (used < limit), _used_up(promotion, name)
            )
            counted.append(f"{promotion.id}#{name}" if name else promotion.id)
    return counted


def _used_up(promotion: Promotion, name: str) -> PromotionUsedUp:
    if name:
        detail = "You have used a promotion as often as it allows; order without it."
        return PromotionUsedUp(detail, promotion=promotion.id, reason="used_by_customer")
    return PromotionUsedUp(promotion=promotion.id, reason="used_up")


def _hashes(customers: Iterable[str]) -> list[str]:
    return sorted({hashed(customer.strip().lower())[:32] for customer in customers})


def _check(wanted: Promotion) -> None:
    """Raise Invalid for a promotion that means nothing."""
    problems = {}
    effect = wanted.effect
    if isinstance(effect, (BuyXGetY, Bundle)) and wanted.level != "item":
        problems["level"] = "must be item for what counts pieces"
    if isinstance(effect, Bundle) and (effect.rate is None) == (effect.price_minor is None):
        problems["effect.price"] = "give either a price or a percentage"
    amounts = isinstance(effect, AmountOff) or (isinstance(effect, Bundle) and effect.price_minor is not None)
    if wanted.currency is None and (amounts or wanted.minimum_subtotal_minor):
        problems["currency"] = "an amount needs its currency"
    if wanted.minimum_subtotal_minor < 0:
        problems["minimum_subtotal"] = "cannot be negative"
    if wanted.starts_at and wanted.ends_at and wanted.starts_at >= wanted.ends_at:
        problems["ends_at"] = "must be after the start"
    if problems:
        raise Invalid(fields=problems)
