"""Connect: accounts of those who are paid, their onboarding, transfers to them and back.

What an account does with a transfer is chosen on its onboarding page, or with `choose`: take it, refuse it, or have its bank send it
back afterwards.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from infra.local.stripe_sandbox import connect_objects as objects
from infra.local.stripe_sandbox.account import Account, current_request, new_id
from infra.local.stripe_sandbox.errors import StripeError, invalid, missing
from infra.local.stripe_sandbox.forms import typed
from infra.local.stripe_sandbox.listing import List
from infra.local.stripe_sandbox.sessions import Metadata

LINK_SECONDS = 300
Behaviour = Literal["takes", "refuses", "sends_back"]
_Url = Annotated[str, msgspec.Meta(pattern="^https?://", max_length=2000)]
_Amount = Annotated[int, msgspec.Meta(ge=1)]


class _Requested(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    requested: bool


class CreateAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: Literal["express", "standard", "custom"] = "standard"
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] = "US"
    email: str | None = None
    capabilities: dict[str, _Requested] = {}
    metadata: Metadata = {}


class CreateLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    account: str
    type: Literal["account_onboarding"]
    return_url: _Url
    refresh_url: _Url


class CreateTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    amount: _Amount
    currency: Annotated[str, msgspec.Meta(pattern="^[a-z]{3}$")]
    destination: str
    description: str | None = None
    metadata: Metadata = {}
    transfer_group: str | None = None


class CreateReversal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    amount: _Amount | None = None
    metadata: Metadata = {}


class ListTransfers(List, frozen=True):
    destination: str | None = None
    transfer_group: str | None = None


class ListMovements(List, frozen=True, kw_only=True):
    payout: str
    type: Literal["payment"] = "payment"


class Link(msgspec.Struct, frozen=True):
    """An onboarding link; it opens until `expires_at`."""

    account: str
    return_url: str
    refresh_url: str
    expires_at: int


def create_account(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    """POST /v1/accounts"""
    asked = typed(params, CreateAccount)
    made = objects.account(new_id("acct_", 16), account.now(), asked.country)
    made |= {"type": asked.type, "email": asked.email, "metadata": asked.metadata}
    made["controller"]["type"] = "application"
    made["capabilities"] = {name: "inactive" for name, wish in asked.capabilities.items() if wish.requested}
    account.store.add(made)
    return made


def create_link(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    """POST /v1/account_links"""
    asked = typed(params, CreateLink)
    account.require("account", asked.account, "account")
    token = new_id("", 24)
    link = Link(asked.account, asked.return_url, asked.refresh_url, account.now() + LINK_SECONDS)
    account.store.set(f"link#{token}", link)
    return {
        "object": "account_link",
        "created": account.now(),
        "expires_at": link.expires_at,
        "url": f"{account.public_url}/connect/{token}",
    }


def link(account: Account, token: str) -> Link | None:
    """The link of a page's address, used up or not."""
    found = account.store.setting(f"link#{token}", None)
    return msgspec.convert(found, Link) if found else None


def choose(account: Account, account_id: str, how: Behaviour) -> None:
    """Say what an account does with transfers."""
    account.store.set(f"behaviour#{account_id}", how)


def finish_onboarding(account: Account, account_id: str, how: Behaviour = "takes") -> None:
    """The owner gave Stripe all that it asks for."""
    with account.store.transaction():
        choose(account, account_id, how)
        _set_ready(account, account.require("account", account_id, "account"), ready=True)


def create_transfer(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    """POST /v1/transfers"""
    asked = typed(params, CreateTransfer)
    _meet_failure(account)
    owner = account.store.get(asked.destination, "account")
    if owner is None:
        raise missing("destination", asked.destination, "destination")
    how = account.store.setting(f"behaviour#{owner['id']}", "takes")
    _check_destination(owner, how)
    made = objects.transfer(account.now(), asked.amount, asked.currency, asked.destination)
    made |= {"description": asked.description, "metadata": asked.metadata, "transfer_group": asked.transfer_group}
    account.store.add(made)
    account.store.execute(
        "INSERT INTO transfers (id, transfer_group, destination) VALUES (?, ?, ?)",
        *(made["id"], asked.transfer_group, asked.destination),
    )
    account.emit("transfer.created", made)
    if how == "sends_back":
        _send_back(account, owner, made)
    return made


def list_transfers(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    """GET /v1/transfers: of a group, or to a destination."""
    asked = typed(params, ListTransfers)
    rows = account.store.execute(
        "SELECT id FROM transfers WHERE transfer_group IS COALESCE(?, transfer_group)"
        " AND destination = COALESCE(?, destination) ORDER BY seq DESC LIMIT ?",
        *(asked.transfer_group, asked.destination, asked.limit + 1),
    )
    found = [account.require("transfer", row["id"], "id") for row in rows[: asked.limit]]
    return {"object": "list", "data": found, "has_more": len(rows) > asked.limit, "url": "/v1/transfers"}


def list_movements(account: Account, params: dict[str, Any], _: str) -> dict[str, Any]:
    """GET /v1/balance_transactions of a connected account: the payments that one of its payouts brought to its bank."""
    asked = typed(params, ListMovements)
    known = account.store.setting(f"payout#{asked.payout}", {"account": None, "transfers": []})
    if known["account"] is None or known["account"] != current_request.get().account:
        raise missing("payout", asked.payout, "payout")
    transfers = [account.require("transfer", one, "id") for one in known["transfers"]]
    found = [objects.movement(account.now(), one, expand="data.source" in asked.expand) for one in transfers]
    return {"object": "list", "data": found, "has_more": False, "url": "/v1/balance_transactions"}


def create_reversal(account: Account, params: dict[str, Any], transfer_id: str) -> dict[str, Any]:
    """POST /v1/transfers/{id}/reversals. Without `amount`, what is left of the transfer."""
    asked = typed(params, CreateReversal)
    transfer = account.require("transfer", transfer_id, "id")
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = asked.amount or left
    if not left or amount > left:
        raise invalid("This transfer has not that much left to reverse.", param="amount", executed=True)
    made = objects.reversal(account.now(), transfer, amount) | {"metadata": asked.metadata}
    account.store.add(made)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, made)
    account.store.save(transfer)
    account.emit("transfer.reversed", transfer)
    return made


def _check_destination(owner: dict[str, Any], how: str) -> None:
    if owner["capabilities"].get("transfers") != "active":
        message = (
            "Your destination account needs to have at least one of the following capabilities enabled: transfers,"
            " crypto_transfers, legacy_payments"
        )
        raise invalid(message, code="insufficient_capabilities_for_transfer", executed=True)
    if how == "refuses":
        message = "The requested transfer cannot be created: the destination account does not take it."
        raise invalid(message, code="transfers_not_allowed", executed=True)


def _meet_failure(account: Account) -> None:
    """An error of Stripe's own, as many as were asked for. Nothing is kept of such a call, nor its key."""
    how = account.outbox.misbehaviour()
    if how.fail_transfers:
        # Counted down after the call: the transaction of one that fails is rolled back.
        account.failures.append("transfer")
        raise StripeError(500, {"message": "An unknown error occurred", "type": "api_error"})


def send_back(account: Account, *transfer_ids: str) -> None:
    """The bank of an account's owner refuses what Stripe pays out of some transfers together."""
    with account.store.transaction():
        transfers = [account.require("transfer", one, "id") for one in transfer_ids]
        _send_back(account, account.require("account", transfers[0]["destination"], "account"), *transfers)


def _send_back(account: Account, owner: dict[str, Any], *transfers: dict[str, Any]) -> None:
    """The owner's bank refuses what Stripe pays out; the account is closed to payouts until its owner corrects it."""
    amount = sum(transfer["amount"] for transfer in transfers)
    payout = objects.failed_payout(account.now(), amount, transfers[0]["currency"])
    account.store.add(payout)
    paid = {"account": owner["id"], "transfers": [transfer["id"] for transfer in transfers]}
    account.store.set(f"payout#{payout['id']}", paid)
    account.emit("payout.failed", payout, account=owner["id"])
    _set_ready(account, owner, ready=False)


def _set_ready(account: Account, owner: dict[str, Any], *, ready: bool) -> None:
    owner |= {"details_submitted": True, "charges_enabled": ready, "payouts_enabled": ready}
    owner["capabilities"] = dict.fromkeys(owner["capabilities"], "active")
    due = [] if ready else ["external_account"]
    owner["requirements"] |= {"currently_due": due, "eventually_due": due, "past_due": due}
    owner["requirements"]["disabled_reason"] = None if ready else "requirements.past_due"
    account.store.save(owner)
    account.emit("account.updated", owner, account=owner["id"])
