"""Stripe Connect: members' accounts at Stripe, and transfers to them. `stripe` is imported on first use.

Every call may be repeated: Stripe keeps an idempotency key for a day at least, and after that a transfer is found by its group, which is
the item's id (https://docs.stripe.com/api/transfers/list#list_transfers-transfer_group).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, Protocol

import msgspec

from chalicelib.affiliates.domain.payouts import STOPPED_FOR, Item, Reason
from chalicelib.kit import clock
from chalicelib.kit.config import config
from chalicelib.kit.errors import BadGateway
from chalicelib.kit.money import charge_step
from chalicelib.kit.secrets import read_secret

_TIMEOUT_SECONDS = 10
_AT_ONCE = 8
"""Transfers that are under way together: far below Stripe's hundred calls a second."""
_LATER = frozenset({"balance_insufficient"})
"""What Stripe calls an invalid request though nothing is wrong with it (https://docs.stripe.com/error-codes)."""
_COUNTED_OTHERWISE = frozenset({"ISK", "UGX"})
"""Stripe counts hundredths of them (https://docs.stripe.com/currencies#special-cases)."""


class ConnectUnavailable(BadGateway):
    title = "The payment service gave no usable answer; try again in a moment"


class TransferRefused(Exception):
    """Stripe will not carry this out, now or later. Its text is for people."""


class ConnectHindered(ConnectUnavailable):
    """Stripe does not do this now, though it may later: our account has not enough money, our key not the right. `words` are Stripe's,
    for staff."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class Outcome(msgspec.Struct, frozen=True):
    """How the payment of an item ended; `open`: not yet, for this reason."""

    state: Literal["paid", "failed", "cancelled", "open"]
    reason: Reason = ""
    note: str = ""
    """Stripe's words on it."""
    transfer: str = ""
    reference: str = ""


class ConnectedAccount(msgspec.Struct, frozen=True):
    """A member's account at Stripe as it is now."""

    id: str
    member_id: str
    is_ready: bool


class Link(msgspec.Struct, frozen=True):
    """A page of Stripe's for somebody to connect their account on."""

    url: str
    expires_at: datetime


class ConnectGateway(Protocol):
    """What payouts need of a payment service. Every call may be repeated."""

    def open_account(self, member_id: str, email: str, country: str) -> ConnectedAccount:
        """Make a member's account, once however often it is asked."""

    def find_account(self, account_id: str) -> ConnectedAccount:
        """How an account stands."""

    def onboarding_link(self, account_id: str, back_url: str, again_url: str) -> Link:
        """A fresh page for the account's owner."""

    def transfer(self, item: Item) -> str:
        """Pay an item, once however often it is asked; the transfer's id. Raises TransferRefused, ConnectUnavailable."""

    def find_transfer(self, item: Item) -> str | None:
        """The transfer of an item that may have been sent before."""

    def transfers_in(self, payout: str, account_id: str) -> list[str]:
        """The transfers whose money a payout of an account took to its owner's bank."""

    def reverse(self, transfer: str, item_id: str) -> int:
        """Bring a whole transfer back, once however often it is asked; what of it has come back by now, in minor units. Raises
        TransferRefused, ConnectUnavailable."""


class StripeConnect:
    """Stripe's API through a `stripe.StripeClient`."""

    def __init__(self, client: Any) -> None:
        import stripe

        self._errors = stripe
        self._client = client

    def open_account(self, member_id: str, email: str, country: str) -> ConnectedAccount:
        asked: Any = {
            "type": "express",
            "country": country,
            "email": email,
            "capabilities": {"transfers": {"requested": True}},
            "metadata": {"member_id": member_id},
        }
        return self._account(
            lambda: self._client.v1.accounts.create(asked, {"idempotency_key": f"{member_id}-account"})
        )

    def find_account(self, account_id: str) -> ConnectedAccount:
        return self._account(lambda: self._client.v1.accounts.retrieve(account_id))

    def onboarding_link(self, account_id: str, back_url: str, again_url: str) -> Link:
        asked: Any = {
            "account": account_id,
            "type": "account_onboarding",
            "return_url": back_url,
            "refresh_url": again_url,
        }
        link = self._asked(lambda: self._client.v1.account_links.create(asked))
        return Link(link.url, datetime.fromtimestamp(link.expires_at, UTC))

    def transfer(self, item: Item) -> str:
        asked: Any = {
            "amount": _stripe_amount(item),
            "currency": item.pay_currency.lower(),
            "destination": item.payee.stripe_account if item.payee else "",
            "transfer_group": item.id,
            "metadata": {"item_id": item.id, "payout_id": item.batch_id},
        }
        return str(self._asked(lambda: self._client.v1.transfers.create(asked, {"idempotency_key": item.id})).id)

    def find_transfer(self, item: Item) -> str | None:
        found = self._asked(lambda: self._client.v1.transfers.list({"transfer_group": item.id, "limit": 1})).data
        return str(found[0].id) if found else None

    def transfers_in(self, payout: str, account_id: str) -> list[str]:
        asked: Any = {"payout": payout, "type": "payment", "limit": 100, "expand": ["data.source"]}
        options: Any = {"stripe_account": account_id}
        pages = self._asked(lambda: self._client.v1.balance_transactions.list(asked, options))
        sources = self._asked(lambda: [moved.source for moved in pages.auto_paging_iter()])
        return [str(source.source_transfer) for source in sources if source and source.source_transfer]

    def reverse(self, transfer: str, item_id: str) -> int:
        options: Any = {"idempotency_key": f"{item_id}-back"}
        asked: Any = {"metadata": {"item_id": item_id}}
        refused: TransferRefused | None = None
        try:
            self._asked(lambda: self._client.v1.transfers.reversals.create(transfer, asked, options))
        except TransferRefused as error:  # also where nothing is left of it to bring back
            refused = error
        known = self._asked(lambda: self._client.v1.transfers.retrieve(transfer))
        if refused and not known.reversed:
            raise refused
        return our_amount(int(known.amount_reversed), str(known.currency).upper())

    def _account(self, ask: Any) -> ConnectedAccount:
        account = self._asked(ask)
        capabilities = account.capabilities.to_dict() if account.capabilities else {}
        metadata = account.metadata.to_dict() if account.metadata else {}
        is_ready = bool(account.payouts_enabled) and capabilities.get("transfers") == "active"
        return ConnectedAccount(account.id, metadata.get("member_id", ""), is_ready)

    def _asked(self, ask: Any) -> Any:
        """What Stripe answers. A refusal for good and no answer are told apart: after no answer the same call is made again."""
        try:
            return ask()
        except self._errors.InvalidRequestError as error:
            words = str(error.user_message or error)
            raise (ConnectHindered(words) if error.code in _LATER else TransferRefused(words)) from error
        except (self._errors.AuthenticationError, self._errors.PermissionError) as error:
            raise ConnectHindered(str(error.user_message or error)) from error
        except self._errors.StripeError as error:
            raise ConnectUnavailable() from error


def transfer_all(items: Sequence[Item], begun_before: set[str]) -> dict[str, Outcome]:
    """Pay items, several at once; how each ended, by member. One that got no answer is left out. `begun_before`: the members whose item
    may have been sent already."""
    from concurrent.futures import ThreadPoolExecutor

    if len(items) == 1:
        outcomes = [_transfer(items[0], begun_before)]
    else:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            outcomes = list(pool.map(lambda item: _transfer(item, begun_before), items))
    return {item.member_id: found for item, found in zip(items, outcomes, strict=True) if found}


def _transfer(item: Item, begun_before: set[str]) -> Outcome | None:
    try:
        if item.member_id in begun_before and (known := _looked_up(item)):
            return Outcome("paid", transfer=known)
        if item.stopped_at is not None:
            is_over = clock.now() - item.stopped_at >= STOPPED_FOR
            return Outcome("failed", reason=item.reason, note=item.note) if is_over else None
        return Outcome("paid", transfer=gateway().transfer(item))
    except TransferRefused as error:
        return Outcome("failed", reason="refused", note=str(error))
    except ConnectHindered as error:
        return Outcome("open", reason="waiting", note=error.words)
    except ConnectUnavailable:
        return None


def _looked_up(item: Item) -> str | None:
    """The transfer of an item that was begun before. Where Stripe does not let us look there is no answer: it may have been sent."""
    try:
        return gateway().find_transfer(item)
    except TransferRefused as error:
        raise ConnectHindered(str(error)) from error


def _stripe_amount(item: Item) -> int:
    """An item's amount as Stripe counts it. Raises TransferRefused for one that it cannot send."""
    currency, amount = item.pay_currency, item.pay_amount
    if amount < 1 or amount % charge_step(currency):
        raise TransferRefused(f"Stripe sends no such amount in {currency}.")
    return amount * 100 if currency in _COUNTED_OTHERWISE else amount


def our_amount(amount: int, currency: str) -> int:
    """Stripe's count of an amount as ours."""
    return amount // 100 if currency in _COUNTED_OTHERWISE else amount


_given: list[ConnectGateway] = []


def use(given: ConnectGateway | None) -> None:
    """Have transfers go through another gateway than Stripe's (None: Stripe again)."""
    _given[:] = [given] if given else []


@cache
def _stripe() -> StripeConnect:
    """Stripe over connections that stay open."""
    import stripe

    client = stripe.StripeClient(
        read_secret(config().stripe_api_key),
        base_addresses={"api": config().stripe_api_base},
        http_client=stripe.RequestsClient(timeout=_TIMEOUT_SECONDS),
        max_network_retries=2,
    )
    return StripeConnect(client)


def gateway() -> ConnectGateway:
    """The payment service of this deployment."""
    return _given[0] if _given else _stripe()
