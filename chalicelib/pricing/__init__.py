"""What a cart costs, and why: price lists, promotions, coupons, tax, totals."""

from chalicelib.pricing.domain import (
    RATE_WHOLE,
    SHIPPING,
    Adjustment,
    Buyer,
    Coupon,
    CouponNotUsable,
    PricedCart,
    PricedLine,
    PriceLine,
    Promotion,
    Share,
    Source,
    Tax,
    TaxRules,
    UnitPrice,
    check_coupon,
    price_cart,
    rate_text,
)
from chalicelib.pricing.price_views import source_view, tier_views
from chalicelib.pricing.promotions import PromotionUsedUp, release_promotions, running_promotions, use_promotions
from chalicelib.pricing.resolution import Wanted, unit_costs, unit_prices
from chalicelib.pricing.service import CouponNotFound, find_coupon, normal_code, release_coupon, use_coupon
from chalicelib.pricing.tax import tax_table
from chalicelib.pricing.views import adjustment_view, totals_view

__all__ = [
    "RATE_WHOLE",
    "SHIPPING",
    "Adjustment",
    "Buyer",
    "Coupon",
    "CouponNotFound",
    "CouponNotUsable",
    "PriceLine",
    "PricedCart",
    "PricedLine",
    "Promotion",
    "PromotionUsedUp",
    "Share",
    "Source",
    "Tax",
    "TaxRules",
    "UnitPrice",
    "Wanted",
    "adjustment_view",
    "check_coupon",
    "find_coupon",
    "normal_code",
    "price_cart",
    "rate_text",
    "release_coupon",
    "release_promotions",
    "running_promotions",
    "source_view",
    "tax_table",
    "tier_views",
    "totals_view",
    "unit_costs",
    "unit_prices",
    "use_coupon",
    "use_promotions",
]
