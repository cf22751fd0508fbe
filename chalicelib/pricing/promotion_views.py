"""Promotions in the shapes of the HTTP interface."""

from __future__ import annotations

from datetime import datetime

from chalicelib.kit import clock
from chalicelib.kit.errors import Invalid
from chalicelib.kit.money import Money
from chalicelib.pricing import promotion_schemas as schemas
from chalicelib.pricing.book import KnownPromotion
from chalicelib.pricing.domain import (
    AmountOff,
    Bundle,
    BuyXGetY,
    Effect,
    Percentage,
    Products,
    Promotion,
    rate_text,
)
from chalicelib.pricing.list_views import state_of
from chalicelib.pricing.promotion_schemas import PromotionDefinition, PromotionName, PromotionProducts, PromotionView
from chalicelib.pricing.views import aware, rate_of


def promotion_view(known: KnownPromotion, used: int | None, now: datetime) -> PromotionView:
    """A promotion for staff."""
    promotion = known.promotion
    return PromotionView(
        id=promotion.id,
        name=PromotionName(promotion.name["en"], promotion.name["zh"]),
        level=promotion.level,
        effect=_effect_view(promotion.effect, promotion.currency or ""),
        products=_products_view(promotion.products),
        minimum_subtotal=Money(promotion.minimum_subtotal_minor, promotion.currency or "")
        if promotion.minimum_subtotal_minor
        else None,
        minimum_quantity=promotion.minimum_quantity or None,
        organisation_id=promotion.organisation_id,
        group=promotion.group,
        currency=promotion.currency,
        starts_at=clock.rfc3339(promotion.starts_at) if promotion.starts_at else None,
        ends_at=clock.rfc3339(promotion.ends_at) if promotion.ends_at else None,
        priority=promotion.priority,
        stacking=promotion.stacking,
        usage_limit=promotion.usage_limit,
        per_customer_limit=promotion.per_customer_limit,
        active=promotion.active,
        state=state_of(promotion.active, promotion.starts_at, promotion.ends_at, now),
        used=used,
        created_at=clock.rfc3339(known.created_at),
    )


def promotion_of(given: PromotionDefinition, promotion_id: str = "") -> Promotion:
    """What staff sent, as a promotion. Raises Invalid for amounts in two currencies, a rate that is none, a naive time."""
    return Promotion(
        id=promotion_id,
        name={"en": given.name.en, "zh": given.name.zh},
        level=given.level,
        effect=_effect_of(given.effect),
        products=_products_of(given.products),
        minimum_subtotal_minor=given.minimum_subtotal.minor if given.minimum_subtotal else 0,
        minimum_quantity=given.minimum_quantity or 0,
        currency=_currency_of(given),
        organisation_id=given.organisation_id,
        group=given.group,
        starts_at=aware("starts_at", given.starts_at),
        ends_at=aware("ends_at", given.ends_at),
        priority=given.priority,
        stacking=given.stacking,
        usage_limit=given.usage_limit,
        per_customer_limit=given.per_customer_limit,
        active=given.active,
    )


def _currency_of(given: PromotionDefinition) -> str | None:
    amounts = [given.minimum_subtotal]
    if isinstance(given.effect, schemas.AmountOff):
        amounts.append(given.effect.amount)
    if isinstance(given.effect, schemas.BundleOffer):
        amounts.append(given.effect.price)
    named = {amount.currency for amount in amounts if amount} | ({given.currency} if given.currency else set())
    if len(named) > 1:
        raise Invalid(fields={"currency": "must be the same for all amounts"})
    return next(iter(named), None)


def _effect_of(given: schemas.EffectChange) -> Effect:
    if isinstance(given, schemas.PercentageOff):
        return Percentage(rate_of("effect.percent", given.percent))
    if isinstance(given, schemas.AmountOff):
        if given.amount.minor <= 0:
            raise Invalid(fields={"effect.amount": "must be above zero"})
        return AmountOff(given.amount.minor)
    if isinstance(given, schemas.BuyXGetY):
        gift = _products_of(given.gift) if given.gift else None
        return BuyXGetY(given.buy, given.get, rate_of("effect.percent", given.percent), gift)
    return _bundle_of(given)


def _bundle_of(given: schemas.BundleOffer) -> Bundle:
    pieces = {part.sku: part.pieces for part in given.parts}
    if len(pieces) < len(given.parts):
        raise Invalid(fields={"effect.parts": "name each SKU once"})
    if given.price is not None and given.price.minor < 0:
        raise Invalid(fields={"effect.price": "cannot be negative"})
    rate = rate_of("effect.percent", given.percent) if given.percent is not None else None
    return Bundle(pieces, given.price.minor if given.price else None, rate)


def _effect_view(effect: Effect, currency: str) -> schemas.EffectChange:
    if isinstance(effect, Percentage):
        return schemas.PercentageOff(rate_text(effect.rate))
    if isinstance(effect, AmountOff):
        return schemas.AmountOff(Money(effect.minor, currency))
    if isinstance(effect, BuyXGetY):
        gift = _products_view(effect.gift) if effect.gift else None
        return schemas.BuyXGetY(effect.buy, effect.get, rate_text(effect.rate), gift)
    return schemas.BundleOffer(
        [schemas.BundlePart(sku, pieces) for sku, pieces in effect.pieces.items()],
        Money(effect.price_minor, currency) if effect.price_minor is not None else None,
        rate_text(effect.rate) if effect.rate is not None else None,
    )


def _products_of(given: PromotionProducts) -> Products:
    return Products(tuple(given.skus), tuple(given.categories), tuple(given.brands))


def _products_view(products: Products) -> PromotionProducts:
    return PromotionProducts(list(products.skus), list(products.categories), list(products.brands))
