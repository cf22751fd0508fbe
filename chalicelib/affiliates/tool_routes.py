"""HTTP routes of what members' own tools need: keys and webhooks."""

from __future__ import annotations

from typing import Any

from chalicelib.affiliates import api_keys, members, tools_store, webhooks
from chalicelib.affiliates.key_schemas import ApiKeyDefinition, ApiKeyList, ApiKeyMade
from chalicelib.affiliates.store import MemberItem
from chalicelib.affiliates.tools_store import WebhookItem
from chalicelib.affiliates.webhook_schemas import (
    SentMessage,
    SentMessageList,
    SentMessageQuery,
    WebhookChange,
    WebhookDefinition,
    WebhookList,
    WebhookMade,
    WebhookView,
)
from chalicelib.kit.http import SIGNED_IN, Api, Call

api = Api(__name__, "affiliate tools")

_KEYS = "/v1/affiliates/me/api-keys"
_WEBHOOKS = "/v1/affiliates/me/webhooks"
_WEBHOOK = f"{_WEBHOOKS}/{{webhook_id}}"


@api.get(_KEYS, summary="One's own keys", answer=ApiKeyList, access=SIGNED_IN, errors=(404,))
def list_keys(call: Call[None, None]) -> ApiKeyList:
    return ApiKeyList(api_keys.listed(_me(call)))


@api.post(
    _KEYS,
    summary="Make a key for one's own tools; its secret is shown once",
    body=ApiKeyDefinition,
    answer=ApiKeyMade,
    status=201,
    access=SIGNED_IN,
    errors=(403, 404, 409),
)
def post_key(call: Call[ApiKeyDefinition, None]) -> ApiKeyMade:
    return api_keys.make(_active(call), call.body, call.tx)


@api.delete(f"{_KEYS}/{{key_id}}", summary="End a key", access=SIGNED_IN)
def delete_key(call: Call[None, None], key_id: str) -> None:
    api_keys.remove(_me(call), key_id, call.tx)


@api.get(_WEBHOOKS, summary="One's own webhooks", answer=WebhookList, access=SIGNED_IN, errors=(404,))
def list_webhooks(call: Call[None, None]) -> WebhookList:
    return WebhookList(webhooks.listed(_me(call)))


@api.post(
    _WEBHOOKS,
    summary="Be told of commissions and payouts at an address of one's own; the secret is shown once",
    body=WebhookDefinition,
    answer=WebhookMade,
    status=201,
    access=SIGNED_IN,
    errors=(403, 404, 409),
)
def post_webhook(call: Call[WebhookDefinition, None]) -> WebhookMade:
    return webhooks.make(_active(call), call.body, call.tx)


@api.patch(
    _WEBHOOK, summary="Change a webhook, switch it on or off", body=WebhookChange, answer=WebhookView, access=SIGNED_IN
)
def patch_webhook(call: Call[WebhookChange, None], webhook_id: str) -> WebhookView:
    return webhooks.change(_own(call, webhook_id), call.body, call.tx)


@api.delete(_WEBHOOK, summary="End a webhook", access=SIGNED_IN)
def delete_webhook(call: Call[None, None], webhook_id: str) -> None:
    tools_store.remove_webhook(call.tx, _own(call, webhook_id).document)


@api.post(
    f"{_WEBHOOK}/secret",
    summary="Give a webhook a new secret, shown once; the old one signs along for a day",
    answer=WebhookMade,
    access=SIGNED_IN,
)
def rotate_secret(call: Call[None, None], webhook_id: str) -> WebhookMade:
    return webhooks.rotate(_own(call, webhook_id), call.tx)


@api.post(
    f"{_WEBHOOK}/test",
    summary="Send a message to try it out",
    answer=SentMessage,
    status=202,
    access=SIGNED_IN,
    errors=(403, 409, 429),
)
def try_webhook(call: Call[None, None], webhook_id: str) -> SentMessage:
    return webhooks.try_out(webhooks.own(_active(call).document.id, webhook_id).document, call.tx)


@api.get(
    f"{_WEBHOOK}/messages",
    summary="What a webhook was sent in thirty days, and what it answered; newest first",
    query=SentMessageQuery,
    answer=SentMessageList,
    access=SIGNED_IN,
)
def list_messages(call: Call[None, SentMessageQuery], webhook_id: str) -> SentMessageList:
    return webhooks.log(_own(call, webhook_id).document, call.query.limit, call.query.cursor)


@api.post(
    f"{_WEBHOOK}/messages/{{message_id}}/again",
    summary="Send a message once more, as it was",
    answer=SentMessage,
    status=202,
    access=SIGNED_IN,
    errors=(403, 409, 429),
)
def send_again(call: Call[None, None], webhook_id: str, message_id: str) -> SentMessage:
    return webhooks.send_again(webhooks.own(_active(call).document.id, webhook_id).document, message_id, call.tx)


def _me(call: Call[Any, Any]) -> str:
    return members.of_account(call.account_id).document.id


def _active(call: Call[Any, Any]) -> MemberItem:
    return members.must_be_active(members.of_account(call.account_id))


def _own(call: Call[Any, Any], webhook_id: str) -> WebhookItem:
    return webhooks.own(_me(call), webhook_id)
