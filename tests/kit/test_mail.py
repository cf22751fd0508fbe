"""Mail: one message id, one mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import boto3
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sesv2.models import sesv2_backends

from chalicelib.kit.mail import FolderMailer, Message, SesMailer, mailer


def message(number: int = 1) -> Message:
    return Message(
        f"evt_{number}.order_paid", "ana@example.com", f"Order {number}", "text", "<p>html</p>", "order_paid"
    )


def test_a_repeated_message_is_kept_once_and_as_it_first_was(folder, clock):
    post = mailer()
    post.send(message())
    clock.advance(hours=1)
    post.send(message())
    (kept,) = FolderMailer(folder / "mail").messages()
    assert (kept.to, kept.subject, kept.sent_at) == ("ana@example.com", "Order 1", "2026-03-02T12:00:00Z")


def test_the_newest_mail_is_first(folder, clock):
    for number in (1, 2, 3):
        mailer().send(message(number))
        clock.advance(seconds=1)
    assert [kept.subject for kept in FolderMailer(folder / "mail").messages()] == ["Order 3", "Order 2", "Order 1"]


def test_many_may_send_the_same_mail_at_once(folder):
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda _: mailer().send(message()), range(40)))
    assert len(FolderMailer(folder / "mail").messages()) == 1


def test_deployed_it_goes_out_by_ses(store):
    boto3.client("sesv2", region_name="us-east-1").create_email_identity(EmailIdentity="shop@example.com")
    SesMailer("shop@example.com").send(message())
    (sent,) = sesv2_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].core_backend.sent_messages
    assert (sent.source, sent.destinations["ToAddresses"]) == ("shop@example.com", ["ana@example.com"])
