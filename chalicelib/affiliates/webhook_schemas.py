"""What webhooks say and take over HTTP, and the messages that they are sent: one type of message, one schema."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from chalicelib.identity.schemas import ONE_LINE
from chalicelib.kit.money import Money

WebhookEvent = Literal[
    "commission.accrued",
    "commission.approved",
    "commission.reversed",
    "commission.restored",
    "payout.paid",
    "payout.failed",
    "test",
]
_Events = Annotated[list[WebhookEvent], msgspec.Meta(max_length=10)]
_Url = Annotated[str, msgspec.Meta(min_length=10, max_length=500)]


class WebhookDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to send what. No events: all."""

    url: _Url
    events: _Events = []


class WebhookChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays. `active`: begin again after it was switched off, or switch it off."""

    url: _Url | None = None
    events: _Events | None = None
    active: bool | None = None


class WebhookView(msgspec.Struct, frozen=True):
    """A webhook. `failing_since`: no message was taken since then; `disabled_at`: it is off, and sent nothing."""

    id: str
    url: str
    events: list[WebhookEvent]
    created_at: str
    rotated_at: str | None
    failing_since: str | None
    disabled_at: str | None


class WebhookMade(msgspec.Struct, frozen=True):
    """A webhook with the secret that signs its messages: shown this once."""

    id: str
    url: str
    events: list[WebhookEvent]
    created_at: str
    rotated_at: str | None
    failing_since: str | None
    disabled_at: str | None
    secret: str


class WebhookList(msgspec.Struct, frozen=True):
    items: list[WebhookView]


class SentMessage(msgspec.Struct, frozen=True):
    """A message of the last thirty days. `waiting`: not tried yet; `failing`: it is tried again; `given_up`: no more by itself.
    `status`, `answer`, `took_ms`: what the address answered last, and how long that took."""

    id: str
    event: WebhookEvent
    at: str
    state: Literal["waiting", "taken", "failing", "given_up"]
    attempts: int
    status: int | None
    answer: str
    took_ms: int
    body: str


class SentMessageList(msgspec.Struct, frozen=True):
    items: list[SentMessage]
    next_cursor: str | None


class SentMessageQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Newest first."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    cursor: Annotated[str, msgspec.Meta(max_length=60, pattern=ONE_LINE)] | None = None


class CommissionAccruedData(msgspec.Struct, frozen=True):
    """An order earned the member something. `amount`: of all its lines. `held`: staff look at it first."""

    order_id: str
    programme_id: str
    amount: Money
    held: bool


class CommissionApprovedData(msgspec.Struct, frozen=True):
    """What an order earned is payable. `amount`: what is left of it."""

    order_id: str
    programme_id: str
    amount: Money


class CommissionReversedData(msgspec.Struct, frozen=True):
    """`taken_back` of what an order earned was reversed, and `amount` is left. `cause`: a refund, a cancelled order, a review."""

    order_id: str
    programme_id: str
    amount: Money
    taken_back: Money
    cause: str


class CommissionRestoredData(msgspec.Struct, frozen=True):
    """`given_back` of what was reversed is earned again, and makes `amount`. `cause`: a refund that failed, a rejection taken back."""

    order_id: str
    programme_id: str
    amount: Money
    given_back: Money
    cause: str


class PayoutPaidData(msgspec.Struct, frozen=True):
    """The member was paid: `amount` of their commissions, as `paid`, which may be in another currency."""

    payout_id: str
    amount: Money
    paid: Money


class PayoutFailedData(msgspec.Struct, frozen=True):
    """A payment did not arrive or came back: `amount` is payable again."""

    payout_id: str
    amount: Money
    reason: str


class TestData(msgspec.Struct, frozen=True):
    """Nothing happened; somebody tries the webhook out."""

    __test__ = False  # not a test case, whatever pytest thinks of its name

    webhook_id: str


class _Message(msgspec.Struct, frozen=True, kw_only=True):
    """What every message has. `id` is the same on every attempt: who keeps it handles each message once."""

    id: str
    created_at: str


class CommissionAccruedMessage(_Message, frozen=True, tag_field="type", tag="commission.accrued"):
    data: CommissionAccruedData


class CommissionApprovedMessage(_Message, frozen=True, tag_field="type", tag="commission.approved"):
    data: CommissionApprovedData


class CommissionReversedMessage(_Message, frozen=True, tag_field="type", tag="commission.reversed"):
    data: CommissionReversedData


class CommissionRestoredMessage(_Message, frozen=True, tag_field="type", tag="commission.restored"):
    data: CommissionRestoredData


class PayoutPaidMessage(_Message, frozen=True, tag_field="type", tag="payout.paid"):
    data: PayoutPaidData


class PayoutFailedMessage(_Message, frozen=True, tag_field="type", tag="payout.failed"):
    data: PayoutFailedData


class TestMessage(_Message, frozen=True, tag_field="type", tag="test"):
    __test__ = False

    data: TestData


Message = (
    CommissionAccruedMessage
    | CommissionApprovedMessage
    | CommissionReversedMessage
    | CommissionRestoredMessage
    | PayoutPaidMessage
    | PayoutFailedMessage
    | TestMessage
)
MESSAGES: dict[str, tuple[type[msgspec.Struct], str]] = {
    "commission.accrued": (CommissionAccruedMessage, "An order earned something"),
    "commission.approved": (CommissionApprovedMessage, "What an order earned is payable"),
    "commission.reversed": (CommissionReversedMessage, "A part or all of what an order earned was taken back"),
    "commission.restored": (CommissionRestoredMessage, "What was taken back of an order's earnings is earned again"),
    "payout.paid": (PayoutPaidMessage, "Commissions were paid"),
    "payout.failed": (PayoutFailedMessage, "A payment did not arrive, or came back"),
    "test": (TestMessage, "A webhook is tried out"),
}
"""The messages by their type, each with what it tells: for the interface's document."""
