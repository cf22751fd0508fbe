"""HTTP routes of pricing."""

from __future__ import annotations

import re

from chalicelib.kit.errors import Invalid
from chalicelib.kit.http import Api, Call, staff
from chalicelib.pricing import service, store, views
from chalicelib.pricing.schemas import CouponDefinition, CouponList, CouponListQuery, CouponView
from chalicelib.pricing.store import CouponItem

api = Api(__name__, "pricing")

_STAFF = staff("finance", "catalogue")


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
