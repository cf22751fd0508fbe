"""The sandbox's API through Stripe's own library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import stripe

from infra.local.stripe_sandbox import API_KEY, DECLINED, PAYS, PAYS_TOO, Card, Request
from infra.local.stripe_sandbox.in_process import InProcessClient
from tests.infra.stripe_support import Desk, line

MEMBERS = {
    name: set(members.split())
    for name, members in json.loads((Path(__file__).parent / "stripe_members.json").read_text()).items()
}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_session_is_open_with_its_total_and_a_page_to_pay_on(desk: Desk) -> None:
    session = desk.session(locale="zh")

    assert (session.status, session.payment_status, session.amount_total, session.currency) == (
        "open",
        "unpaid",
        2500,
        "usd",
    )
    assert session.url == f"https://shop.example/_local/stripe/pay/{session.id}"
    assert session.payment_intent is None  # Stripe makes it with the buyer's first attempt
    assert session.expires_at == session.created + 24 * 3600
    assert (session.client_reference_id, session.metadata["order_id"], session.locale) == ("ord_1", "ord_1", "zh")


def test_delivery_is_added_to_the_total(desk: Desk) -> None:
    rate = {"display_name": "Express", "type": "fixed_amount", "fixed_amount": {"amount": 900, "currency": "usd"}}

    session = desk.session(shipping_options=[{"shipping_rate_data": rate}])

    assert (session.amount_subtotal, session.total_details.amount_shipping, session.amount_total) == (2500, 900, 3400)


def test_a_paid_session_leads_to_its_payment_charge_and_lines(desk: Desk) -> None:
    paid = desk.stripe.checkout.sessions.retrieve(
        desk.paid().id, {"expand": ["payment_intent.latest_charge", "line_items"]}
    )

    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details.email == "ana@example.com"
    intent = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.description) == ("succeeded", 2500, "Order 1001")
    assert (intent.latest_charge.amount, intent.latest_charge.metadata["order_id"]) == (2500, "ord_1")
    assert [(item.description, item.quantity, item.amount_total) for item in paid.line_items.data] == [
        ("Patch cable", 2, 2500)
    ]


def test_every_object_has_exactly_the_members_of_stripes(desk: Desk) -> None:
    session = desk.paid()
    refund = desk.stripe.refunds.create({"payment_intent": session.payment_intent})
    charge = desk.stripe.charges.retrieve(refund.charge)
    intent = desk.stripe.payment_intents.retrieve(session.payment_intent)

    # Stripe omits these where they are empty, and its published example of a charge lists refunds that are not shown any more.
    assert set(session.to_dict()) == MEMBERS["checkout.session"]
    assert set(intent.to_dict()) == MEMBERS["payment_intent"]
    assert set(charge.to_dict()) == MEMBERS["charge"] - {"refunds"}
    assert set(refund.to_dict()) == MEMBERS["refund"]
    assert set(desk.stripe.events.list().data[0].to_dict()) == MEMBERS["event"]
    assert set(charge.payment_method_details.card.to_dict()) == MEMBERS["charge.payment_method_details.card"]
    assert MEMBERS["charge.outcome"] < set(charge.outcome.to_dict())
    assert set(desk.stripe.checkout.sessions.line_items.list(session.id).data[0].to_dict()) == MEMBERS["item"]


@pytest.mark.parametrize(
    ("params", "param", "code"),
    [
        ({"line_items": []}, "line_items", "parameter_missing"),
        ({"line_items": [{"price_data": {"currency": "usd", "unit_amount": 5}}]}, "line_items[0][price_data][product_data]", "parameter_missing"),
        ({"line_items": [line("Cable", -1)]}, "line_items[0][price_data][unit_amount]", "parameter_invalid_integer"),
        ({"line_items": [line("Cable", 500), line("Kabel", 500, currency="eur")]}, "line_items", None),
        ({"line_items": [line("Cable", 49)]}, None, "amount_too_small"),
        ({"line_items": [line("Cable", 99_999_999, 2)]}, None, "amount_too_large"),
        ({"line_items": [line("Cable", 1234, 1, "kwd")]}, "line_items", None),
        ({"colour": "red"}, "colour", "parameter_unknown"),
        ({"discounts": [{"coupon": "SPRING"}]}, "discounts", "parameter_unknown"),
        ({"customer_email": "nobody"}, "customer_email", "email_invalid"),
        ({"success_url": "thanks"}, "success_url", "url_invalid"),
        ({"locale": "tlh"}, "locale", None),
        ({"metadata": {"k" * 41: "v"}}, "metadata", None),
    ],
)  # fmt: skip
def test_bad_parameters_are_refused_by_name(
    desk: Desk, params: dict[str, object], param: str | None, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.session(**params)

    assert (refused.value.http_status, refused.value.param, refused.value.code) == (400, param, code)


@pytest.mark.parametrize(("seconds", "good"), [(1799, False), (1800, True), (86400, True), (86401, False)])
def test_a_session_lives_from_half_an_hour_to_a_day(desk: Desk, seconds: int, good: bool) -> None:
    expires_at = int(desk.at.timestamp()) + seconds

    if good:
        assert desk.session(expires_at=expires_at).expires_at == expires_at
    else:
        with pytest.raises(stripe.InvalidRequestError, match="expires_at"):
            desk.session(expires_at=expires_at)


def test_sessions_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    made = []
    for _ in range(5):
        made.append(desk.session().id)
        desk.advance(minutes=1)
    newest_first = made[::-1]

    first = desk.stripe.checkout.sessions.list({"limit": 2})
    second = desk.stripe.checkout.sessions.list({"limit": 2, "starting_after": first.data[-1].id})

    assert [item.id for item in first.data] == newest_first[:2]
    assert [item.id for item in second.data] == newest_first[2:4]
    assert [item.id for item in first.auto_paging_iter()] == newest_first
    assert (first.has_more, desk.stripe.checkout.sessions.list({"limit": 5}).has_more) == (True, False)
    back = desk.stripe.checkout.sessions.list({"limit": 2, "ending_before": newest_first[3]})
    assert [item.id for item in back.data] == newest_first[1:3]


def test_sessions_are_found_by_time_payment_and_status(desk: Desk) -> None:
    early = desk.paid()
    desk.advance(hours=1)
    late = desk.session()

    def ids(**by: object) -> list[str]:
        return [item.id for item in desk.stripe.checkout.sessions.list(by).data]  # type: ignore[arg-type]

    assert ids(created={"gte": late.created}) == [late.id]
    assert ids(created={"lt": late.created}) == [early.id]
    assert ids(payment_intent=early.payment_intent) == [early.id]
    assert ids(status="open") == [late.id]


def test_an_open_session_can_be_expired_once_and_not_paid_after(desk: Desk) -> None:
    session = desk.session()

    expired = desk.stripe.checkout.sessions.expire(session.id)

    assert (expired.status, expired.url) == ("expired", None)
    assert desk.sandbox.pay(session.id).outcome == "closed"
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        desk.stripe.checkout.sessions.expire(session.id)


def test_a_session_expires_by_itself_and_says_so(desk: Desk) -> None:
    session = desk.session(expires_at=int(desk.at.timestamp()) + 1800)
    desk.advance(minutes=30)

    assert desk.sandbox.pay(session.id).outcome == "closed"
    assert desk.stripe.checkout.sessions.retrieve(session.id).status == "expired"
    desk.sandbox.deliver_pending()
    assert desk.endpoint.types() == ["checkout.session.expired"]


def test_refunds_take_parts_until_nothing_is_left(desk: Desk) -> None:
    intent = desk.paid().payment_intent

    first = desk.stripe.refunds.create({"payment_intent": intent, "amount": 1000, "metadata": {"return": "ret_1"}})
    rest = desk.stripe.refunds.create({"payment_intent": intent, "reason": "requested_by_customer"})

    assert (first.amount, first.status, first.metadata["return"]) == (1000, "succeeded", "ret_1")
    assert (rest.amount, rest.reason) == (1500, "requested_by_customer")
    charge = desk.stripe.charges.retrieve(rest.charge)
    assert (charge.amount_refunded, charge.refunded) == (2500, True)
    assert [refund.id for refund in desk.stripe.refunds.list({"payment_intent": intent}).data] == [rest.id, first.id]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.stripe.refunds.create({"payment_intent": intent, "amount": 1})
    assert refused.value.code == "charge_already_refunded"


def test_more_than_what_is_left_is_not_refunded(desk: Desk) -> None:
    intent = desk.paid().payment_intent
    desk.stripe.refunds.create({"payment_intent": intent, "amount": 2000})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.stripe.refunds.create({"payment_intent": intent, "amount": 501})

    assert refused.value.param == "amount"
    assert "($5.01) is greater than unrefunded amount on charge ($5.00)" in str(refused.value)
    assert len(desk.stripe.refunds.list({"payment_intent": intent}).data) == 1


def test_what_was_never_paid_cannot_be_refunded(desk: Desk) -> None:
    session = desk.session()
    desk.sandbox.pay(session.id, Card(DECLINED))
    intent = desk.stripe.checkout.sessions.retrieve(session.id).payment_intent

    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        desk.stripe.refunds.create({"payment_intent": intent})


def test_a_card_is_known_again_by_its_fingerprint_whoever_pays_with_it(desk: Desk) -> None:
    def fingerprint(number: str) -> str:
        session = desk.session()
        desk.sandbox.pay(session.id, Card(number))
        intent = desk.stripe.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
        return str(intent.payment_intent.latest_charge.payment_method_details.card.fingerprint)

    assert fingerprint(PAYS) == fingerprint("4242 4242 4242 4242")
    assert fingerprint(PAYS) != fingerprint(PAYS_TOO)


def test_without_a_number_each_buyer_pays_with_a_card_of_their_own(desk: Desk) -> None:
    def fingerprint(email: str) -> str:
        session = desk.session(customer_email=email)
        assert desk.sandbox.pay(session.id).outcome == "paid"
        intent = desk.stripe.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
        return str(intent.payment_intent.latest_charge.payment_method_details.card.fingerprint)

    buyers = [f"buyer{number}@example.com" for number in range(20)]
    assert len({fingerprint(email) for email in buyers}) == len(buyers)
    assert fingerprint("Buyer1@example.com") == fingerprint("buyer1@example.com")


def test_a_repeated_key_gets_the_first_answer_and_does_nothing(desk: Desk) -> None:
    first = desk.session("ord_1")
    again = desk.session("ord_1")

    assert again.id == first.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert len(desk.stripe.checkout.sessions.list().data) == 1


def test_a_key_used_for_something_else_is_an_error(desk: Desk) -> None:
    desk.session("ord_1")

    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        desk.session("ord_1", client_reference_id="ord_2")
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        desk.stripe.refunds.create({"payment_intent": "pi_1"}, {"idempotency_key": "ord_1"})


def test_a_key_keeps_a_refusal_of_the_act_but_not_of_the_parameters(desk: Desk) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        desk.session("ord_1", locale="tlh")
    assert desk.session("ord_1").status == "open"

    intent = desk.paid().payment_intent
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="unrefunded"):
            desk.stripe.refunds.create({"payment_intent": intent, "amount": 2501}, {"idempotency_key": "ref_1"})


def test_keys_are_kept_a_day_and_through_a_restart(tmp_path: Path) -> None:
    before = Desk(tmp_path / "stripe.sqlite")
    first = before.session("ord_1")
    before.sandbox.stop()

    after = Desk(tmp_path / "stripe.sqlite")
    after.advance(hours=23, minutes=59)
    assert after.session("ord_1").id == first.id
    after.advance(minutes=1)
    assert after.session("ord_1").id != first.id
    after.sandbox.stop()


def test_only_the_accounts_own_key_opens_it(desk: Desk) -> None:
    stranger = stripe.StripeClient("sk_test_of_somebody_else", http_client=InProcessClient(desk.sandbox)).v1

    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided"):
        stranger.checkout.sessions.list()
    assert desk.sandbox.handle(Request("GET", "/v1/events")).status == 401


def test_what_is_not_there_is_404(desk: Desk) -> None:
    for call in (
        lambda: desk.stripe.checkout.sessions.retrieve("cs_1"),
        lambda: desk.stripe.payment_intents.retrieve(desk.session().id),
        lambda: desk.stripe.refunds.create({"payment_intent": "pi_1"}),
        lambda: desk.stripe.events.retrieve("evt_1"),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            call()
        assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        desk.stripe.customers.list()


def test_answers_name_the_request_and_echo_the_version(desk: Desk) -> None:
    headers = {"authorization": f"Bearer {API_KEY}", "stripe-version": "2024-06-20"}

    answer = desk.sandbox.handle(Request("GET", "/v1/events", "", headers))

    assert answer.headers["Stripe-Version"] == "2024-06-20"
    assert answer.headers["Request-Id"].startswith("req_")


def test_events_tell_what_happened_and_which_request_did_it(desk: Desk) -> None:
    session = desk.paid()
    desk.advance(hours=2)
    desk.stripe.refunds.create({"payment_intent": session.payment_intent, "amount": 500}, {"idempotency_key": "ref_1"})

    since = desk.stripe.events.list({"created": {"gt": session.created}, "types": ["refund.*", "charge.refunded"]}).data

    assert [event.type for event in since] == ["refund.updated", "charge.refunded", "refund.created"]
    assert {event.request.idempotency_key for event in since} == {"ref_1"}
    paid = desk.stripe.events.list({"type": "checkout.session.completed"}).data[0]
    assert desk.stripe.events.retrieve(paid.id).data.object.id == session.id
