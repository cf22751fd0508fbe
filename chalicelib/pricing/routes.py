"""HTTP routes of pricing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from chalicelib.catalog import find_product
from chalicelib.kit.errors import Invalid
from chalicelib.kit.http import OPTIONAL, Api, Call, staff
from chalicelib.pricing import (
    list_imports,
    list_prices,
    list_views,
    price_lists,
    prices,
    promotion_views,
    promotions,
    service,
    store,
    views,
)
from chalicelib.pricing.book import KnownPromotion
from chalicelib.pricing.list_schemas import (
    ListPriceChange,
    ListPriceList,
    ListPriceQuery,
    ListPriceView,
    PriceImportQuery,
    PriceImportView,
    PriceListChange,
    PriceListDefinition,
    PriceListList,
    PriceListQuery,
    PriceListView,
)
from chalicelib.pricing.price_lists import Listed
from chalicelib.pricing.promotion_schemas import (
    PromotionDefinition,
    PromotionList,
    PromotionListQuery,
    PromotionView,
)
from chalicelib.pricing.schemas import (
    CouponDefinition,
    CouponList,
    CouponListQuery,
    CouponView,
    PricesRequest,
    PricesView,
    TermsView,
)
from chalicelib.pricing.store import CouponItem

api = Api(__name__, "pricing")

_STAFF = staff("finance", "catalogue")
MAX_PRICES_BYTES = 4_500_000
"""What fits into one call of a Lambda: 6 MB, in which the file is written in base64."""
NAMED_UNKNOWN = 100
"""SKUs without a product that an import names; all are counted."""


@api.post(
    "/v1/prices",
    summary="What a cart would cost, and why: for the one who asks; staff may try it out for others",
    body=PricesRequest,
    answer=PricesView,
    access=OPTIONAL,
    errors=(403, 409),
)
def price_lines(call: Call[PricesRequest, None]) -> PricesView:
    return prices.price(call.body, call.principal, call.now)


@api.get(
    "/v1/prices/terms",
    summary="Whether the one who asks has prices of their own",
    answer=TermsView,
    access=OPTIONAL,
)
def show_terms(call: Call[None, None]) -> TermsView:
    return prices.terms(call.principal, call.now)


@api.get("/v1/coupons", summary="Coupons, by code", query=CouponListQuery, answer=CouponList, access=_STAFF)
def list_coupons(call: Call[None, CouponListQuery]) -> CouponList:
    items, cursor = store.listed(call.query.limit, call.query.cursor)
    return CouponList([views.coupon_view(item) for item in items], cursor)


@api.get("/v1/coupons/{code}", summary="A coupon", answer=CouponView, access=_STAFF)
def get_coupon(call: Call[None, None], code: str) -> CouponView:
    item = store.find(service.normal_code(code))
    if item is None:
        raise service.CouponNotFound()
    return views.coupon_view(item)


@api.put(
    "/v1/coupons/{code}", summary="Make or change a coupon", body=CouponDefinition, answer=CouponView, access=_STAFF
)
def put_coupon(call: Call[CouponDefinition, None], code: str) -> CouponView:
    normal = service.normal_code(code)
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9_-]{1,39}", normal):
        raise Invalid(fields={"code": "2 to 40 letters, digits, '-' and '_'"})
    coupon = views.coupon_of(normal, call.body)
    service.save_coupon(call.tx, coupon)
    known = store.find(normal)
    return views.coupon_view(CouponItem("coupon", normal, document=coupon, used=known.used if known else 0))


@api.delete("/v1/coupons/{code}", summary="Remove a coupon", access=_STAFF)
def delete_coupon(call: Call[None, None], code: str) -> None:
    service.remove_coupon(call.tx, code)


@api.get(
    "/v1/price-lists",
    summary="Price lists: everyone's first, then the newest first",
    query=PriceListQuery,
    answer=PriceListList,
    access=_STAFF,
)
def list_price_lists(call: Call[None, PriceListQuery]) -> PriceListList:
    query = call.query
    if query.organisation_id is not None and query.group is not None:
        raise Invalid(fields={"group": "ask for an organisation's lists or for a group's"})
    scope = f"organisation#{query.organisation_id}" if query.organisation_id else None
    scope = f"group#{query.group}" if query.group else scope
    found, following = price_lists.listed(scope, query.kind, query.limit, query.cursor)
    return PriceListList(list_views.list_views(found, call.now), following)


@api.post(
    "/v1/price-lists",
    summary="Make a price list, without prices",
    body=PriceListDefinition,
    answer=PriceListView,
    status=201,
    access=_STAFF,
    idempotent=True,
)
def make_price_list(call: Call[PriceListDefinition, None]) -> PriceListView:
    return _shown(price_lists.make(call.tx, list_views.list_of(call.body)), call)


@api.get("/v1/price-lists/{list_id}", summary="A price list", answer=PriceListView, access=_STAFF)
def get_price_list(call: Call[None, None], list_id: str) -> PriceListView:
    return _shown(price_lists.find(list_id), call)


@api.put(
    "/v1/price-lists/{list_id}",
    summary="Rename a price list, or change when it holds",
    body=PriceListChange,
    answer=PriceListView,
    access=_STAFF,
)
def change_price_list(call: Call[PriceListChange, None], list_id: str) -> PriceListView:
    known, body = price_lists.find(list_id), call.body
    changes = {
        "name": body.name.strip(),
        "starts_at": views.aware("starts_at", body.starts_at),
        "ends_at": views.aware("ends_at", body.ends_at),
        "active": body.active,
    }
    head = price_lists.alter(call.tx, list_id, lambda head: replace(head, list=replace(head.list, **changes)))
    return _shown(Listed(head, known.prices), call)


@api.delete("/v1/price-lists/{list_id}", summary="Remove a price list with its prices", access=_STAFF)
def delete_price_list(call: Call[None, None], list_id: str) -> None:
    price_lists.remove(call.tx, list_id)


@api.get(
    "/v1/price-lists/{list_id}/prices",
    summary="The prices of a list, by SKU",
    query=ListPriceQuery,
    answer=ListPriceList,
    access=_STAFF,
)
def list_list_prices(call: Call[None, ListPriceQuery], list_id: str) -> ListPriceList:
    query = call.query
    currency = price_lists.find_head(list_id).list.currency
    found, following = list_prices.listed(list_id, query.q, query.limit, query.cursor)
    items = [view for sku, entries in found for view in list_views.price_views(sku, entries, currency, call.now)]
    return ListPriceList(items, following)


@api.put(
    "/v1/price-lists/{list_id}/prices",
    summary="Set the price of one SKU, for the window that begins at its start",
    body=ListPriceChange,
    answer=ListPriceView,
    access=_STAFF,
    errors=(404, 409),
)
def put_list_price(call: Call[ListPriceChange, None], list_id: str) -> ListPriceView:
    entry = list_views.entry_of(call.body)
    head = list_prices.put_price(call.tx, list_id, call.body.sku, entry)
    return list_views.price_views(call.body.sku, [entry], head.list.currency, call.now)[0]


@api.delete(
    "/v1/price-lists/{list_id}/prices/{sku}",
    summary="Remove the price of one SKU, in all its windows",
    access=_STAFF,
)
def delete_list_price(call: Call[None, None], list_id: str, sku: str) -> None:
    list_prices.remove_price(call.tx, list_id, sku)


@api.post(
    "/v1/price-lists/{list_id}/imports",
    summary="Replace all prices of a list by a CSV file: the body is the file",
    body=bytes,
    content_types=("text/csv", "text/plain", "text/tab-separated-values", "application/octet-stream"),
    max_body_bytes=MAX_PRICES_BYTES,
    query=PriceImportQuery,
    answer=PriceImportView,
    access=_STAFF,
)
def import_prices(call: Call[bytes, PriceImportQuery], list_id: str) -> PriceImportView:
    known = price_lists.find(list_id)
    read = list_imports.read_prices(call.body, known.head.list.currency)
    removed = len(list_prices.skus_of(list_id) - read.prices.keys())
    unknown = [sku for sku in read.prices if find_product(sku) is None]
    taken = bool(read.prices) and not call.query.check and (not read.bad or call.query.keep_good)
    found = list_prices.replace_all(call.tx, list_id, read.prices) if taken else known
    return PriceImportView(
        state="checked" if call.query.check else "imported" if taken else "refused",
        rows=read.rows,
        prices=len(read.prices),
        bad=read.bad,
        problems=read.problems,
        removed=removed,
        unknown_skus=len(unknown),
        unknown=unknown[:NAMED_UNKNOWN],
        price_list=_shown(found, call),
    )


def _shown(found: Listed, call: Call[Any, Any]) -> PriceListView:
    return list_views.list_views([found], call.now)[0]


@api.get(
    "/v1/promotions",
    summary="Promotions, in the order in which they are tried",
    query=PromotionListQuery,
    answer=PromotionList,
    access=_STAFF,
)
def list_promotions(call: Call[None, PromotionListQuery]) -> PromotionList:
    known = promotions.listed()
    ids = [one.promotion.id for one in known]
    start = ids.index(call.query.cursor) + 1 if call.query.cursor in ids else 0
    shown = known[start : start + call.query.limit]
    more = start + call.query.limit < len(known)
    return PromotionList(_shown_promotions(shown, call), shown[-1].promotion.id if more else None)


@api.post(
    "/v1/promotions",
    summary="Make a promotion",
    body=PromotionDefinition,
    answer=PromotionView,
    status=201,
    access=_STAFF,
    idempotent=True,
    errors=(409,),
)
def make_promotion(call: Call[PromotionDefinition, None]) -> PromotionView:
    made = promotions.make(promotion_views.promotion_of(call.body), call.now)
    return _shown_promotions([made], call)[0]


@api.get(
    "/v1/promotions/{promotion_id}",
    summary="A promotion, and how often it was used",
    answer=PromotionView,
    access=_STAFF,
)
def get_promotion(call: Call[None, None], promotion_id: str) -> PromotionView:
    return _shown_promotions([promotions.find(promotion_id)], call)[0]


@api.put(
    "/v1/promotions/{promotion_id}",
    summary="Change a promotion; its count stays",
    body=PromotionDefinition,
    answer=PromotionView,
    access=_STAFF,
)
def change_promotion(call: Call[PromotionDefinition, None], promotion_id: str) -> PromotionView:
    changed = promotions.alter(promotion_views.promotion_of(call.body, promotion_id))
    return _shown_promotions([changed], call)[0]


@api.delete("/v1/promotions/{promotion_id}", summary="Remove a promotion", access=_STAFF)
def delete_promotion(call: Call[None, None], promotion_id: str) -> None:
    promotions.remove(promotion_id)


def _shown_promotions(known: Sequence[KnownPromotion], call: Call[Any, Any]) -> list[PromotionView]:
    used = promotions.uses_of(one.promotion for one in known)
    return [promotion_views.promotion_view(one, used.get(one.promotion.id), call.now) for one in known]
