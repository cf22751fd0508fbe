"""What quotes do when others publish their facts, and on a schedule."""

from __future__ import annotations

from chalicelib.identity import AccountDeleted
from chalicelib.kit.events import Subscriber, Subscriptions
from chalicelib.kit.schedules import Schedule
from chalicelib.orders import OrderCancelled, OrderPaid
from chalicelib.quotes import follow_up, mails, personal
from chalicelib.quotes.events import QuoteAccepted, QuoteExpiring, QuoteHonoured, QuoteIssued, QuoteRequested

SUBSCRIPTIONS: Subscriptions = {
    QuoteRequested: (Subscriber("quotes.mail_on_requested", mails.on_requested, outside=True),),
    QuoteIssued: (Subscriber("quotes.mail_on_issued", mails.on_issued, outside=True),),
    QuoteHonoured: (Subscriber("quotes.mail_on_honoured", mails.on_honoured, outside=True),),
    QuoteExpiring: (Subscriber("quotes.mail_on_expiring", mails.on_expiring, outside=True),),
    QuoteAccepted: (Subscriber("quotes.mail_on_accepted", mails.on_accepted, outside=True),),
    OrderCancelled: (Subscriber("quotes.reopen", follow_up.on_order_cancelled),),
    OrderPaid: (Subscriber("quotes.order_paid", follow_up.on_order_paid),),
    AccountDeleted: (Subscriber("quotes.forget_account", personal.forget, outside=True),),
}
SCHEDULES: tuple[Schedule, ...] = (Schedule("quotes.follow_up", 5, follow_up.follow_up),)
