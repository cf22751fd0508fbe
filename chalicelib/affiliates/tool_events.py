"""The facts of members' own tools."""

from __future__ import annotations

from chalicelib.kit.facts import Fact


class WebhookDue(Fact, frozen=True):
    """A message waits to be sent to a webhook. It wakes the courier, which is no subscriber: others' tools
    hold up no facts."""

    TYPE = "affiliates.webhook_due.v1"
    webhook_id: str
    member_id: str
    message_id: str


class WebhookDisabled(Fact, frozen=True):
    """A webhook took nothing for days, and is switched off."""

    TYPE = "affiliates.webhook_disabled.v1"
    webhook_id: str
    member_id: str
    url: str
