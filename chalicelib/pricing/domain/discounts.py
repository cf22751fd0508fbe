"""What promotions, the coupon and a quote take off, in the order of docs/pricing.md: item, order, coupon, delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chalicelib.kit.money import Money, Rounding, divide
from chalicelib.pricing.domain.coupons import Coupon, check_coupon
from chalicelib.pricing.domain.effects import Cut, cuts_of, effect_text, shared
from chalicelib.pricing.domain.lines import Adjustment, PassedOver, Shortfall
from chalicelib.pricing.domain.promotions import Bundle, BuyXGetY, Level, Products, Promotion, in_order
from chalicelib.pricing.domain.rates import RATE_WHOLE, rate_text
from chalicelib.pricing.domain.working import Working


class Discounts(msgspec.Struct):
    """The goods (sorted by id) and their delivery while something is taken off them."""

    goods: Sequence[Working]
    delivery: Working
    currency: str
    rounding: Rounding
    adjustments: list[Adjustment] = msgspec.field(default_factory=list)
    passed_over: list[PassedOver] = msgspec.field(default_factory=list)

    def take_everything(self, promotions: Sequence[Promotion], coupon: Coupon | None, now: datetime) -> None:
        """Every discount, in its order. Raises CouponNotUsable."""
        self._take_agreed()
        self.goods = [entry for entry in self.goods if not entry.line.frozen]
        self._take_promotions("item", promotions)
        self._take_promotions("order", promotions)
        self._take_coupon(coupon, now)
        self._take_promotions("delivery", promotions)

    def _take_agreed(self) -> None:
        """What a quote takes off its lines."""
        agreed = sum(entry.line.agreed_discount_minor for entry in self.goods)
        if agreed:
            for entry in self.goods:
                entry.take_off("quote", "", entry.line.agreed_discount_minor)
            self.adjustments.append(Adjustment("quote", "", "", -agreed))

    def _take_promotions(self, level: Level, promotions: Sequence[Promotion]) -> None:
        """Apply the promotions of `level`, those of the highest priority first."""
        applied: list[Promotion] = []
        for promotion in in_order(promotion for promotion in promotions if promotion.level == level):
            alone = promotion.stacking == "exclusive" or any(known.stacking == "exclusive" for known in applied)
            problem = PassedOver(promotion.id, "exclusive") if applied and alone else self._take_promotion(promotion)
            if problem:
                self.passed_over.append(problem)
            else:
                applied.append(promotion)

    def _take_coupon(self, coupon: Coupon | None, now: datetime) -> None:
        """Take the coupon's discount off what is left. Raises CouponNotUsable."""
        if coupon is None or not self.goods:
            return
        check_coupon(coupon, self.currency, sum(entry.total for entry in self.goods), now)
        targets = [*self.goods, self.delivery] if coupon.applies_to_delivery else self.goods
        minor, reason = self._coupon_discount(coupon, sum(entry.base for entry in targets))
        cuts = shared(minor, targets)
        off = sum(cut.minor for cut in cuts)
        if off:
            for cut in cuts:
                cut.entry.take_off("coupon", coupon.code, cut.minor)
            self.adjustments.append(Adjustment("coupon", coupon.code, reason, -off))

    def _coupon_discount(self, coupon: Coupon, base: int) -> tuple[int, str]:
        if coupon.rate is not None:
            # Rounds: a percentage of the whole base, once.
            return divide(base * coupon.rate, RATE_WHOLE, self.rounding), f"−{rate_text(coupon.rate)} %"
        minor = coupon.amount_minor or 0
        return minor, f"−{Money(minor, self.currency).decimal_text()} {self.currency}"

    def _take_promotion(self, promotion: Promotion) -> PassedOver | None:
        """Apply one, or say why it takes nothing off."""
        effect = promotion.effect
        goods = self._goods_of(promotion)
        problem = self._shortfall(promotion, goods)
        if problem:
            return problem
        targets = [self.delivery] if promotion.level == "delivery" else goods
        gift = effect.gift if isinstance(effect, BuyXGetY) else None
        gifts = [entry for entry in self.goods if gift and _fits(gift, entry)]
        cuts = cuts_of(effect, promotion.level, targets, gifts, self.rounding)
        off = sum(cut.minor for cut in cuts)
        if not off:
            counts = isinstance(effect, BuyXGetY | Bundle) and not cuts
            return PassedOver(promotion.id, "pieces" if counts else "nothing_left")
        for cut in cuts:
            _apply(promotion, cut)
        reason = effect_text(effect, self.currency)
        self.adjustments.append(Adjustment("promotion", promotion.id, reason, -off, promotion.name, promotion.level))
        return None

    def _goods_of(self, promotion: Promotion) -> list[Working]:
        if isinstance(promotion.effect, Bundle):
            return [entry for entry in self.goods if entry.line.sku in promotion.effect.pieces]
        return [entry for entry in self.goods if _fits(promotion.products, entry)]

    def _shortfall(self, promotion: Promotion, goods: Sequence[Working]) -> PassedOver | None:
        if promotion.currency not in {None, self.currency}:
            return PassedOver(promotion.id, "currency")
        if not goods:
            return PassedOver(promotion.id, "products")
        lacking: dict[Shortfall, int] = {
            "minimum_subtotal": promotion.minimum_subtotal_minor - sum(entry.total for entry in goods),
            "minimum_quantity": promotion.minimum_quantity - sum(entry.line.quantity for entry in goods),
        }
        return next((PassedOver(promotion.id, why, short) for why, short in lacking.items() if short > 0), None)


def _apply(promotion: Promotion, cut: Cut) -> None:
    if cut.used:
        cut.entry.take_off_pieces(promotion.id, cut.minor, reduced=cut.reduced, used=cut.used)
    else:
        cut.entry.take_off("promotion", promotion.id, cut.minor)


def _fits(products: Products, entry: Working) -> bool:
    line = entry.line
    return (
        (not products.skus or line.sku in products.skus)
        and (not products.brands or line.brand in products.brands)
        and (not products.categories or not set(products.categories).isdisjoint(line.categories))
    )
