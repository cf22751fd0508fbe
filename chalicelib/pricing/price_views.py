"""Prices with their reasons, in the shapes of the HTTP interface, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.kit.money import Money
from chalicelib.pricing.domain import PassedOver, PricedCart, PricedLine, Promotion, Source, Tiers
from chalicelib.pricing.schemas import (
    LineDiscount,
    LineProblem,
    PassedOverPromotion,
    PricesLine,
    PriceSource,
    PricesView,
    PriceTier,
)
from chalicelib.pricing.views import adjustment_view, totals_view

if TYPE_CHECKING:
    from chalicelib.pricing.prices import Line

_SOURCES = {
    "contract": {"en": "Your organisation's contract “{name}”", "zh": "贵企业的协议价“{name}”"},
    "company": {"en": "Your organisation's price list “{name}”", "zh": "贵企业的价目表“{name}”"},
    "group": {"en": "The price list “{name}” of your customer group", "zh": "您所属客户组的价目表“{name}”"},
    "list": {"en": "The price list “{name}”", "zh": "价目表“{name}”"},
    "catalogue": {"en": "The catalogue's price", "zh": "目录价"},
    "configuration": {"en": "The sum of its parts", "zh": "各部件价格之和"},
}
_SOURCES_OF = {
    "contract": {"en": "The contract “{name}” of {owner}", "zh": "{owner}的协议价“{name}”"},
    "company": {"en": "The price list “{name}” of {owner}", "zh": "{owner}的价目表“{name}”"},
}
"""For staff who look at the prices of an organisation."""
_SALE = {"en": "The sale price", "zh": "特价"}
_FROM = {"en": "{reason}, from {quantity} pieces on", "zh": "{reason}，{quantity} 件起"}
_PASSED_OVER = {
    "currency": {"en": "It is for another currency.", "zh": "仅适用于其他币种。"},
    "products": {"en": "None of its products is in the cart.", "zh": "购物车中没有参与的商品。"},
    "minimum_subtotal": {
        "en": "It needs goods for {missing} more.",
        "zh": "还差 {missing} 的商品。",
    },
    "minimum_quantity": {"en": "It needs {missing} more pieces.", "zh": "还差 {missing} 件。"},
    "pieces": {"en": "There are too few pieces in the cart for it.", "zh": "购物车中的件数不足。"},
    "exclusive": {
        "en": "It cannot be combined with another promotion that was applied.",
        "zh": "不能与已使用的促销同享。",
    },
    "nothing_left": {"en": "Nothing is left to take off.", "zh": "已无可减金额。"},
}


@lru_cache(1024)
def source_view(source: Source, language: str, owner: str = "") -> PriceSource:
    """Where a price comes from, in words; `owner`: the organisation that it is tried out for."""
    words = _SALE if source.sale else _SOURCES_OF.get(source.kind) if owner else None
    reason = (words or _SOURCES[source.kind])[language].format(name=source.list_name, owner=owner)
    if source.from_quantity > 1:
        reason = _FROM[language].format(reason=reason, quantity=source.from_quantity)
    return PriceSource(source.kind, source.list_name or "", reason, source.from_quantity, source.sale)


def tier_views(tiers: Tiers, currency: str) -> list[PriceTier]:
    """Unit prices by quantity; none where there is only one."""
    return [PriceTier(quantity, Money(minor, currency)) for quantity, minor in tiers] if len(tiers) > 1 else []


def prices_view(
    lines: Sequence[Line],
    priced: PricedCart,
    problems: Sequence[LineProblem],
    promotions: Iterable[Promotion],
    language: str,
    *,
    owner: str,
) -> PricesView:
    """A priced cart; `owner`: the organisation that it is tried out for."""
    names = {promotion.id: promotion.name.get(language, "") for promotion in promotions}
    return PricesView(
        currency=priced.currency,
        lines=[
            _line(line, part, priced.currency, language, owner) for line, part in zip(lines, priced.lines, strict=True)
        ],
        adjustments=[adjustment_view(change, priced.currency, language) for change in priced.adjustments],
        totals=totals_view(
            currency=priced.currency,
            subtotal_minor=priced.subtotal_minor,
            discount_minor=priced.discount_minor,
            delivery_minor=priced.delivery.total_minor,
            taxes=priced.taxes,
            tax_included=priced.tax_included,
            total_minor=priced.total_minor,
        ),
        problems=list(problems),
        passed_over=[_passed_over(one, names, priced.currency, language) for one in priced.passed_over],
    )


def _line(line: Line, priced: PricedLine, currency: str, language: str, owner: str) -> PricesLine:
    product = line.product
    return PricesLine(
        id=priced.id,
        sku=product.sku,
        title=product.title_in(language),
        quantity=priced.quantity,
        unit_price=line.price.unit,
        list_price=line.price.list_unit,
        source=source_view(line.price.source, language, owner),
        tiers=tier_views(line.price.tiers, currency),
        total=Money(priced.total_minor, currency),
        discount=Money(-priced.discount_minor, currency),
        discounts=[
            LineDiscount(share.kind, share.code, Money(share.minor, currency), share.pieces) for share in priced.shares
        ],
        tax=Money(priced.tax_minor, currency),
        payable=Money(priced.payable_minor, currency),
        available_from=product.available_from or None,
    )


def _passed_over(one: PassedOver, names: Mapping[str, str], currency: str, language: str) -> PassedOverPromotion:
    missing = (
        f"{Money(one.missing, currency).decimal_text()} {currency}" if one.why == "minimum_subtotal" else one.missing
    )
    reason = _PASSED_OVER[one.why][language].format(missing=missing)
    return PassedOverPromotion(one.promotion_id, names.get(one.promotion_id, ""), one.why, reason)
