"""Which facts members are written of. Who writes: `mails.py`; what is gathered for one mail a day: `digests.py`."""

from __future__ import annotations

from chalicelib.affiliates import digests, mails
from chalicelib.affiliates.events import (
    CommissionAccrued,
    CommissionApproved,
    MemberDecided,
    MemberJoined,
    PayoutDetailsChanged,
)
from chalicelib.affiliates.payout_events import PayoutFailed, PayoutPaid
from chalicelib.affiliates.tool_events import WebhookDisabled
from chalicelib.kit.events import Subscriber, Subscriptions
from chalicelib.kit.schedules import Schedule

SUBSCRIPTIONS: Subscriptions = {
    MemberJoined: (Subscriber("affiliates.mail_on_joined", mails.on_joined, outside=True),),
    MemberDecided: (Subscriber("affiliates.mail_on_decided", mails.on_decided, outside=True),),
    CommissionAccrued: (Subscriber("affiliates.mail_on_accrued", mails.on_accrued, outside=True),),
    CommissionApproved: (Subscriber("affiliates.mail_on_approved", mails.on_approved, outside=True),),
    PayoutDetailsChanged: (Subscriber("affiliates.mail_on_payout_details", mails.on_payout_details, outside=True),),
    PayoutPaid: (Subscriber("affiliates.mail_on_payout", mails.on_paid, outside=True),),
    PayoutFailed: (Subscriber("affiliates.mail_on_failed_payout", mails.on_failed, outside=True),),
    digests.DigestDue: (Subscriber("affiliates.mail_digest", mails.on_digest, outside=True),),
    WebhookDisabled: (Subscriber("affiliates.mail_on_webhook_off", mails.on_webhook_disabled, outside=True),),
}
SCHEDULES: tuple[Schedule, ...] = (Schedule("affiliates.send_digests", 15, digests.send),)
