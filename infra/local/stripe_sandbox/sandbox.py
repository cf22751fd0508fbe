"""The sandbox: a Stripe account on this machine, with its API, its hosted pay page and its webhooks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.kit import clock as house_clock
from infra.local.stripe_sandbox import api, connect, connect_page, dispute_page, disputes, page, payments, sessions
from infra.local.stripe_sandbox.account import Account
from infra.local.stripe_sandbox.api import Request, Response
from infra.local.stripe_sandbox.connect import Behaviour
from infra.local.stripe_sandbox.payments import Attempt, Card
from infra.local.stripe_sandbox.store import Store
from infra.local.stripe_sandbox.webhooks import Misbehaviour, Outbox, Post, Poster

API_KEY = "sk_test_portico"
WEBHOOK_SECRET = "whsec_portico"
TEST_CARD = Card()


class Sandbox:
    """Stripe, as far as Portico uses it.

    `database`: an SQLite file, or `:memory:`. `public_url`: where a browser finds the sandbox (session URLs begin with it).
    `webhook_url`: where events go, `connect_webhook_url`: where those about connected accounts and transfers do; None records them
    only. `events`: the types that the endpoint wants, `*` for all.
    `clock` and `post` may be given: a test moves the one and watches the other.
    """

    def __init__(
        self,
        database: str | Path = ":memory:",
        *,
        public_url: str,
        webhook_url: str | None = None,
        connect_webhook_url: str | None = None,
        api_key: str = API_KEY,
        webhook_secret: str = WEBHOOK_SECRET,
        events: tuple[str, ...] = ("*",),
        clock: Callable[[], datetime] = house_clock.now,
        post: Post | None = None,
    ) -> None:
        self.api_key = api_key
        self.webhook_secret = webhook_secret
        self.store = Store(database)
        self.outbox = Outbox(
            self.store,
            clock,
            post or Poster(),
            url=webhook_url,
            connect_url=connect_webhook_url,
            secret=webhook_secret,
            events=events,
        )
        self.account = Account(self.store, self.outbox, clock, public_url)

    def start(self) -> None:
        """Deliver webhooks in the background."""
        self.outbox.start()

    def stop(self) -> None:
        """Stop delivering and close the database; what is queued is delivered after the next start."""
        self.outbox.stop()
        self.store.close()

    def deliver_pending(self) -> int:
        """Expire what is over and attempt every delivery that is due, in this thread; returns the number of attempts."""
        sessions.expire_due(self.account)
        return self.outbox.deliver_pending()

    def pay(self, session_id: str, card: Card = TEST_CARD) -> Attempt:
        """Pay a session as the hosted page does; the attempt says how it ended and where the buyer goes."""
        attempt = payments.pay(self.account, session_id, card)
        self.outbox.wake()
        return attempt

    def answer_bank(self, session_id: str, *, confirmed: bool) -> Attempt:
        """Answer the bank's question of a card that asks one."""
        attempt = payments.answer_bank(self.account, session_id, confirmed=confirmed)
        self.outbox.wake()
        return attempt

    def finish_onboarding(self, account_id: str, how: Behaviour = "takes") -> None:
        """Connect an account as its onboarding page does."""
        connect.finish_onboarding(self.account, account_id, how)
        self.outbox.wake()

    def dispute(self, session_id: str, amount: int | None = None, reason: str = "product_not_received") -> str:
        """The bank of a paid session's buyer takes the payment, or a part of it, back; the dispute's id."""
        session = self.account.require(sessions.KIND, session_id, "session")
        return str(disputes.raise_dispute(self.account, session["payment_intent"] or "", amount, reason)["id"])

    def decide_dispute(self, dispute_id: str, decision: disputes.Decision) -> None:
        """The bank decides a dispute, `won` for the shop or `lost`."""
        disputes.decide(self.account, dispute_id, decision)

    def send_back(self, *transfer_ids: str) -> None:
        """A member's bank refuses what Stripe paid out of these transfers together."""
        connect.send_back(self.account, *transfer_ids)

    def misbehave(self, **how: Any) -> None:
        """Have webhooks go wrong: the fields of `Misbehaviour`; what is not named behaves."""
        self.outbox.misbehave(msgspec.convert(how, Misbehaviour))

    def handle(self, request: Request) -> Response:
        """Answer any request below the sandbox's prefix: `/v1/…`, `/pay/…`, `/connect/…`, `/disputes`, `/control`."""
        if request.path.startswith("/v1/"):
            return api.serve(self.account, self.api_key, request)
        if request.path.startswith("/pay/"):
            return page.serve(self, request)
        if request.path.startswith("/connect/"):
            return connect_page.serve(self, request)
        if request.path == "/disputes" or request.path.startswith("/disputes/"):
            return dispute_page.serve(self, request)
        if request.path == "/control":
            return self._control(request)
        return Response(404, {"Content-Type": "text/plain; charset=utf-8"}, b"There is nothing here.\n")

    def _control(self, request: Request) -> Response:
        """GET: how webhooks go wrong, and what is queued. POST: JSON with the fields of `Misbehaviour` that change."""
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        if request.method == "POST":
            try:
                changed = msgspec.json.decode(request.body or b"{}", type=dict[str, Any])
                how = msgspec.to_builtins(self.outbox.misbehaviour()) | changed
                self.outbox.misbehave(msgspec.convert(how, Misbehaviour))
            except msgspec.MsgspecError as error:
                return Response(422, headers, msgspec.json.encode({"error": str(error)}))
            self.outbox.wake()
        state = msgspec.to_builtins(self.outbox.misbehaviour()) | {"pending": self.outbox.pending()}
        return Response(200, headers, msgspec.json.encode(state))
