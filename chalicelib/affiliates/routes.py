"""HTTP routes of affiliates: for members, and for staff. Links and clicks: `link_routes.py`."""

from __future__ import annotations

from typing import Any

from chalicelib.affiliates import api_keys, coupons, listing, members, reviewing, store, summary
from chalicelib.affiliates.domain.member import Member
from chalicelib.affiliates.redirecting import own_browser
from chalicelib.affiliates.schemas import (
    Admission,
    AffiliateChange,
    AffiliateList,
    AffiliateListQuery,
    AffiliateSummary,
    AffiliateView,
    BoundCoupon,
    BoundCouponList,
    CommissionList,
    CommissionListQuery,
    CommissionReview,
    CouponChange,
    Decision,
    JoinRequest,
    MembershipChange,
    StaffCommissionQuery,
    SummaryQuery,
    Suspension,
)
from chalicelib.affiliates.store import MemberItem
from chalicelib.affiliates.views import coupon_view, member_view
from chalicelib.kit.errors import Invalid
from chalicelib.kit.http import OPTIONAL, SIGNED_IN, Answer, Api, Call, staff
from chalicelib.pricing import CouponNotUsable, find_coupon

api = Api(__name__, "affiliates")

STAFF = ("finance", "support")
_KEY = (api_keys.HEADER,)
_READS = staff(*STAFF)
_DECIDES = staff("finance")


@api.post(
    "/v1/affiliates",
    summary="Take part in a programme",
    body=JoinRequest,
    answer=AffiliateView,
    status=201,
    access=SIGNED_IN,
    idempotent=True,
    errors=(403, 404, 409, 429),
)
def post_affiliate(call: Call[JoinRequest, None]) -> Answer:
    item = members.sign_up(call.account_id, call.body, call.source_ip, call.tx)
    return Answer(member_view(item), 201, own_browser(call, item.document.id))


@api.get(
    "/v1/affiliates/me",
    summary="One's own membership",
    answer=AffiliateView,
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
)
def get_me(call: Call[None, None]) -> Answer:
    item = api_keys.caller(call)
    return Answer(member_view(item), 200, own_browser(call, item.document.id))


@api.patch(
    "/v1/affiliates/me",
    summary="Change one's profile: name, payout, tax data",
    body=AffiliateChange,
    answer=AffiliateView,
    access=SIGNED_IN,
    errors=(404, 409),
)
def patch_me(call: Call[AffiliateChange, None]) -> AffiliateView:
    return member_view(members.change_profile(_me(call), call.body, call.tx))


@api.get(
    "/v1/affiliates/me/commissions",
    summary="One's own commissions, newest first",
    query=CommissionListQuery,
    answer=CommissionList,
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
)
def list_my_commissions(call: Call[None, CommissionListQuery]) -> CommissionList:
    query = call.query
    return listing.of_member(api_keys.caller(call).document.id, query.state, query.limit, query.cursor)


@api.get(
    "/v1/affiliates/me/summary",
    summary="One's own figures: in all, by day, link and sub-id",
    query=SummaryQuery,
    answer=AffiliateSummary,
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
)
def get_my_summary(call: Call[None, SummaryQuery]) -> AffiliateSummary:
    member = api_keys.caller(call).document
    return summary.summary(member, call.query, call.now.date(), _currency(member))


@api.get(
    "/v1/affiliates/me/coupons",
    summary="One's own coupon codes",
    answer=BoundCouponList,
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
)
def list_my_coupons(call: Call[None, None]) -> BoundCouponList:
    return _coupons(api_keys.caller(call).document.id)


@api.get(
    "/v1/affiliates",
    summary="Members in a state, newest first",
    query=AffiliateListQuery,
    answer=AffiliateList,
    access=_READS,
)
def list_affiliates(call: Call[None, AffiliateListQuery]) -> AffiliateList:
    found, cursor = store.members_in(call.query.state, call.query.limit, call.query.cursor)
    return AffiliateList([member_view(item, staff=True, tax=False) for item in found], cursor)


@api.get("/v1/affiliates/{member_id}", summary="A member", answer=AffiliateView, access=_READS)
def get_affiliate(call: Call[None, None], member_id: str) -> AffiliateView:
    return _member(members.must_find(member_id), tax=call.principal.is_staff("finance"))


@api.get(
    "/v1/affiliates/{member_id}/summary",
    summary="A member's figures",
    query=SummaryQuery,
    answer=AffiliateSummary,
    access=_READS,
)
def get_affiliate_summary(call: Call[None, SummaryQuery], member_id: str) -> AffiliateSummary:
    member = members.must_find(member_id).document
    return summary.summary(member, call.query, call.now.date(), _currency(member))


@api.put(
    "/v1/affiliates/{member_id}/membership",
    summary="Put a member into a group or a tier",
    body=MembershipChange,
    answer=AffiliateView,
    access=_DECIDES,
    errors=(409,),
)
def put_membership(call: Call[MembershipChange, None], member_id: str) -> AffiliateView:
    return _member(members.change_membership(_anothers(call, member_id), call.body, call.tx))


@api.get("/v1/affiliates/{member_id}/coupons", summary="A member's coupons", answer=BoundCouponList, access=_READS)
def list_coupons_of(call: Call[None, None], member_id: str) -> BoundCouponList:
    return _coupons(members.must_find(member_id).document.id)


@api.put(
    "/v1/affiliates/{member_id}/coupons/{code}",
    summary="Make a coupon a member's: who uses it was sent by them",
    body=CouponChange,
    answer=BoundCoupon,
    access=_DECIDES,
    errors=(409,),
)
def put_coupon(call: Call[CouponChange, None], member_id: str, code: str) -> BoundCoupon:
    member = _anothers(call, member_id).document
    _require_coupon(code)
    return coupon_view(coupons.bind(member, call.body.programme_id, code, call.tx))


@api.delete("/v1/affiliates/{member_id}/coupons/{code}", summary="Take a coupon from a member", access=_DECIDES)
def delete_coupon(call: Call[None, None], member_id: str, code: str) -> None:
    coupons.release(_anothers(call, member_id).document.id, code, call.tx)


@api.post(
    "/v1/affiliates/{member_id}/approve",
    summary="Let in who waits",
    answer=AffiliateView,
    access=_DECIDES,
    errors=(409,),
)
def approve_affiliate(call: Call[None, None], member_id: str) -> AffiliateView:
    return _member(members.approve(_anothers(call, member_id), call.tx))


@api.post(
    "/v1/affiliates/{member_id}/reject",
    summary="Keep out who waits",
    body=Decision,
    answer=AffiliateView,
    access=_DECIDES,
    errors=(409,),
)
def reject_affiliate(call: Call[Decision, None], member_id: str) -> AffiliateView:
    return _member(members.reject(_anothers(call, member_id), call.body.reason, call.tx))


@api.post(
    "/v1/affiliates/{member_id}/admit",
    summary="Let in somebody whom a programme turned down",
    body=Admission,
    answer=AffiliateView,
    access=_DECIDES,
    errors=(409,),
)
def admit_affiliate(call: Call[Admission, None], member_id: str) -> AffiliateView:
    return _member(members.admit(_anothers(call, member_id), call.body.programme_id, call.tx))


@api.post(
    "/v1/affiliates/{member_id}/suspend",
    summary="Stop attribution to a member at once",
    body=Suspension,
    answer=AffiliateView,
    access=_DECIDES,
    errors=(409,),
)
def suspend_affiliate(call: Call[Suspension, None], member_id: str) -> AffiliateView:
    return _member(members.suspend(_anothers(call, member_id), call.body, call.tx))


@api.post(
    "/v1/affiliates/{member_id}/restore",
    summary="Take a suspension back",
    answer=AffiliateView,
    access=_DECIDES,
    errors=(409,),
)
def restore_affiliate(call: Call[None, None], member_id: str) -> AffiliateView:
    return _member(members.restore(_anothers(call, member_id), call.tx))


@api.get(
    "/v1/commissions",
    summary="Commissions of a member, of an order, or in a state; newest first",
    query=StaffCommissionQuery,
    answer=CommissionList,
    access=_READS,
)
def list_commissions(call: Call[None, StaffCommissionQuery]) -> CommissionList:
    query = call.query
    if query.order_id is not None:
        return listing.of_order(query.order_id)
    if query.member_id is not None:
        return listing.of_member(query.member_id, query.state, query.limit, query.cursor, staff=True)
    if query.state is None:
        raise Invalid(fields={"state": "name a state, a member or an order"})
    return listing.in_stage(query.state, query.limit, query.cursor)


@api.post(
    "/v1/commissions/{commission_id}/release",
    summary="Nothing is wrong with an order that waits for review: its commissions go on",
    body=Decision,
    answer=CommissionList,
    access=_DECIDES,
    errors=(409,),
)
def release_commission(call: Call[Decision, None], commission_id: str) -> CommissionList:
    return reviewing.release(commission_id, call.body.reason, call.account_id, call.tx)


@api.post(
    "/v1/commissions/{commission_id}/reject",
    summary="An order that waits for review earns nothing",
    body=Decision,
    answer=CommissionList,
    access=_DECIDES,
    errors=(409,),
)
def reject_commission(call: Call[Decision, None], commission_id: str) -> CommissionList:
    return reviewing.reject(commission_id, call.body.reason, call.account_id, call.tx)


@api.post(
    "/v1/commissions/{commission_id}/reopen",
    summary="Take a review's decision back: the order waits for a review again",
    answer=CommissionList,
    access=_DECIDES,
    errors=(409,),
)
def reopen_commission(call: Call[None, None], commission_id: str) -> CommissionList:
    return reviewing.reopen(commission_id, call.account_id, call.tx)


@api.get(
    "/v1/commissions/{commission_id}/review",
    summary="What there is to decide by: the click, how long it took, what the member's other orders came to",
    answer=CommissionReview,
    access=_READS,
)
def get_review(call: Call[None, None], commission_id: str) -> CommissionReview:
    return reviewing.evidence(commission_id)


def _require_coupon(code: str) -> None:
    """A code that pricing does not know is on no order; one that is used up may be bound all the same."""
    try:
        find_coupon(code)
    except CouponNotUsable:
        return


def _coupons(member_id: str) -> BoundCouponList:
    return BoundCouponList([coupon_view(one) for one in coupons.bindings_of(member_id)], None)


def _anothers(call: Call[Any, Any], member_id: str) -> MemberItem:
    """The member that staff decide about. Raises MemberNotFound, OwnMembership."""
    return members.must_be_anothers(members.must_find(member_id), call.account_id)


def _me(call: Call[Any, Any]) -> MemberItem:
    return members.of_account(call.account_id)


def _member(item: MemberItem, *, tax: bool = True) -> AffiliateView:
    """For staff; tax data for those alone who pay."""
    account = members.account_of(item.document)
    return member_view(item, email=account.email if account else None, staff=True, tax=tax)


def _currency(member: Member) -> str:
    """What a member's figures are in unless they say otherwise: the currency of the first programme."""
    return next((one.currency for one in member.memberships if one.currency), "USD")
