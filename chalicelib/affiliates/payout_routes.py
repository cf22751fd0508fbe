"""HTTP routes of payouts: for staff, for the members who are paid, and for Stripe."""

from __future__ import annotations

from typing import Any

from chalicelib.affiliates import api_keys, members, onboarding, payout_store, payouts
from chalicelib.affiliates.domain import payouts as life
from chalicelib.affiliates.payout_schemas import (
    BankFileQuery,
    OnboardingLink,
    OnboardingRequest,
    PayoutItemList,
    PayoutItemView,
    PayoutLeaveOut,
    PayoutList,
    PayoutListQuery,
    PayoutReference,
    PayoutRequest,
    PayoutReturn,
    PayoutReview,
    PayoutView,
    StatementQuery,
)
from chalicelib.affiliates.payout_views import item_view, payout_view
from chalicelib.affiliates.store import MemberItem
from chalicelib.kit.http import OPTIONAL, SIGNED_IN, Answer, Api, Call, staff

api = Api(__name__, "affiliates")

_READS = staff("finance", "support")
_PAYS = staff("finance")
_KEY = (api_keys.HEADER,)


@api.post(
    "/v1/payouts",
    summary="Begin a payout of what a programme's members have approved",
    body=PayoutRequest,
    answer=PayoutView,
    status=201,
    access=_PAYS,
    idempotent=True,
    errors=(404,),
)
def post_payout(call: Call[PayoutRequest, None]) -> PayoutView:
    return payout_view(payouts.begin(call.body, call.account_id, call.tx).document)


@api.get("/v1/payouts", summary="Payouts, newest first", query=PayoutListQuery, answer=PayoutList, access=_READS)
def list_payouts(call: Call[None, PayoutListQuery]) -> PayoutList:
    found, cursor = payout_store.batches(call.query.limit, call.query.cursor)
    return PayoutList([payout_view(item.document) for item in found], cursor)


@api.get("/v1/payouts/{payout_id}", summary="A payout, as it stands", answer=PayoutView, access=_READS)
def get_payout(call: Call[None, None], payout_id: str) -> PayoutView:
    batch = payouts.must_find(payout_id).document
    return payout_view(payouts.with_totals(batch) if batch.state in ("paying", "paid") else batch)


@api.get(
    "/v1/payouts/{payout_id}/items",
    summary="What each member gets in a payout, and who was left out",
    query=PayoutListQuery,
    answer=PayoutItemList,
    access=_READS,
)
def list_payout_items(call: Call[None, PayoutListQuery], payout_id: str) -> PayoutItemList:
    payouts.must_find(payout_id)
    found, cursor = payout_store.page_of(payout_id, call.query.limit, call.query.cursor)
    return PayoutItemList([item_view(item, staff=True) for item in payouts.named(found)], cursor)


@api.post(
    "/v1/payouts/{payout_id}/review",
    summary="A draft is right; say how it is paid: on which day, in which currency at which rate, from which account",
    body=PayoutReview,
    answer=PayoutView,
    access=_PAYS,
    idempotent=True,
    errors=(409,),
)
def review_payout(call: Call[PayoutReview, None], payout_id: str) -> PayoutView:
    return payout_view(payouts.review(payout_id, call.body, call.account_id, call.tx).document)


@api.post(
    "/v1/payouts/{payout_id}/pay",
    summary="Send what goes by Stripe, and open the bank file of the rest",
    answer=PayoutView,
    access=_PAYS,
    idempotent=True,
    errors=(409,),
)
def pay_payout(call: Call[None, None], payout_id: str) -> PayoutView:
    return payout_view(payouts.pay(payout_id, call.account_id, call.tx).document)


@api.post(
    "/v1/payouts/{payout_id}/mark-paid",
    summary="The bank carried its file out",
    body=PayoutReference,
    answer=PayoutView,
    access=_PAYS,
    idempotent=True,
    errors=(409,),
)
def mark_payout_paid(call: Call[PayoutReference, None], payout_id: str) -> PayoutView:
    return payout_view(payouts.mark_paid(payout_id, call.body.reference, call.tx).document)


@api.post(
    "/v1/payouts/{payout_id}/cancel",
    summary="Give up a payout of which nothing is paid yet",
    answer=PayoutView,
    access=_PAYS,
    idempotent=True,
    errors=(409,),
)
def cancel_payout(call: Call[None, None], payout_id: str) -> PayoutView:
    return payout_view(payouts.cancel(payout_id, call.tx).document)


@api.post(
    "/v1/payouts/{payout_id}/items/{member_id}/return",
    summary="A member's money did not arrive, or is to come back",
    body=PayoutReturn,
    answer=PayoutItemView,
    access=_PAYS,
    idempotent=True,
    errors=(409,),
)
def return_payout_item(call: Call[PayoutReturn, None], payout_id: str, member_id: str) -> PayoutItemView:
    return item_view(payouts.bring_back(payout_id, member_id, call.body.reason, call.account_id, call.tx), staff=True)


@api.post(
    "/v1/payouts/{payout_id}/items/{member_id}/leave-out",
    summary="Take a member out of a payout before it is paid; theirs is payable again",
    body=PayoutLeaveOut,
    answer=PayoutItemView,
    access=_PAYS,
    idempotent=True,
    errors=(409,),
)
def leave_payout_item_out(call: Call[PayoutLeaveOut, None], payout_id: str, member_id: str) -> PayoutItemView:
    return item_view(payouts.leave_out(payout_id, member_id, call.body.reason, call.tx), staff=True)


@api.get(
    "/v1/payouts/{payout_id}/export.xml",
    summary="A bank file of a payout that is being paid: ISO 20022 pain.001.001.09",
    query=BankFileQuery,
    answer=str,
    answer_type="application/xml",
    access=_PAYS,
    errors=(409,),
)
def export_xml(call: Call[None, BankFileQuery], payout_id: str) -> Answer:
    from chalicelib.affiliates import bank_file

    batch = payouts.must_find(payout_id).document
    life.require_checked(batch)
    made_at = batch.pay_begun_at or batch.created_at
    name = _file_name(payout_id, call.query.file)
    items = bank_file.file_of(_items(payout_id), call.query.file)
    transfers = bank_file.payments(batch, items, call.now.date())
    content = bank_file.pain001(name, made_at, batch.debtor, transfers, bank_file.remittance(batch))
    return _file(content, f"{name}.xml", "application/xml")


@api.get(
    "/v1/payouts/{payout_id}/export.csv",
    summary="The same payments as a table",
    query=BankFileQuery,
    answer=str,
    answer_type="text/csv",
    access=_PAYS,
    errors=(409,),
)
def export_csv(call: Call[None, BankFileQuery], payout_id: str) -> Answer:
    from chalicelib.affiliates import bank_file

    batch = payouts.must_find(payout_id).document
    life.require_checked(batch)
    content = bank_file.csv_file(batch, bank_file.file_of(_items(payout_id), call.query.file), call.now.date())
    return _file(content.encode(), f"{_file_name(payout_id, call.query.file)}.csv", "text/csv")


@api.get(
    "/v1/affiliates/me/payouts",
    summary="One's own payouts, newest first",
    query=PayoutListQuery,
    answer=PayoutItemList,
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
)
def list_my_payouts(call: Call[None, PayoutListQuery]) -> PayoutItemList:
    found, cursor = payout_store.items_of_member(api_keys.caller(call).document.id, call.query.limit, call.query.cursor)
    return PayoutItemList([item_view(item, staff=False) for item in found], cursor)


@api.get(
    "/v1/affiliates/me/payouts/{payout_id}/statement.pdf",
    summary="The statement of one's own part of a payout",
    query=StatementQuery,
    answer=bytes,
    answer_type="application/pdf",
    access=OPTIONAL,
    errors=(403, 404, 429),
    headers=_KEY,
)
def get_my_statement(call: Call[None, StatementQuery], payout_id: str) -> Answer:
    return _statement(payout_id, api_keys.caller(call).document.id, call.query.lang)


@api.get(
    "/v1/payouts/{payout_id}/items/{member_id}/statement.pdf",
    summary="A member's statement",
    query=StatementQuery,
    answer=bytes,
    answer_type="application/pdf",
    access=_READS,
)
def get_statement(call: Call[None, StatementQuery], payout_id: str, member_id: str) -> Answer:
    return _statement(payout_id, member_id, call.query.lang)


@api.post(
    "/v1/affiliates/me/onboarding",
    summary="Connect an account at Stripe, to be paid there",
    body=OnboardingRequest,
    answer=OnboardingLink,
    access=SIGNED_IN,
    errors=(404, 409, 502),
)
def post_onboarding(call: Call[OnboardingRequest, None]) -> OnboardingLink:
    return onboarding.begin(_me(call), call.body, call.tx)


@api.post(
    "/v1/webhooks/stripe-connect",
    summary="Stripe's events about connected accounts and transfers, signed",
    body=bytes,
    content_types=("application/json",),
)
def connect_webhook(call: Call[bytes, None]) -> None:
    onboarding.receive(call.raw_body, call.headers.get("stripe-signature"), call.now)


def _statement(payout_id: str, member_id: str, language: str | None) -> Answer:
    from chalicelib.affiliates import statement

    item = payouts.must_find_item(payout_id, member_id).document
    if item.state in ("gathering", "skipped"):
        raise life.PayoutNotFound()
    content = statement.render(item, payouts.sales_of(item), language or item.language)
    return _file(content, f"{payout_id}.pdf", "application/pdf", how="inline")


def _file_name(payout_id: str, number: int) -> str:
    """A file's name, and its message's at the bank."""
    return payout_id if number == 1 else f"{payout_id}-{number}"


def _items(payout_id: str) -> list[life.Item]:
    return [found.document for found in payout_store.items_of(payout_id)]


def _file(content: bytes, name: str, content_type: str, how: str = "attachment") -> Answer:
    return Answer(content, headers={"Content-Disposition": f'{how}; filename="{name}"'}, content_type=content_type)


def _me(call: Call[Any, Any]) -> MemberItem:
    return members.of_account(call.account_id)
