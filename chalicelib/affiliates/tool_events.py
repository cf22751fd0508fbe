"""The facts of members' own tools."""

from __future__ import annotations

from chalicelib.kit.facts import Fact


class WebhookDue(Fact, frozen=True):
    """A message of a webhook's log is to be sent."""

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
