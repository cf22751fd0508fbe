"""The HTTP route of a mail's own link; what a member wants to be written of is a part of their profile."""

from __future__ import annotations

from chalicelib.affiliates import members
from chalicelib.affiliates.schemas import MailsOff
from chalicelib.kit.http import Api, Call

api = Api(__name__, "affiliates")


@api.post(
    "/v1/affiliates/mails-off",
    summary="End one kind of mails, by the link in one of them: no sign-in is needed",
    body=MailsOff,
    errors=(404,),
)
def post_mails_off(call: Call[MailsOff, None]) -> None:
    members.switch_mails_off(call.body, call.tx)
