"""Sends what waits for members' webhooks, apart from everything else that is done when facts come: how long a member's tool takes is
in its hands.

Each webhook has a queue and is served a share of it at a turn, one turn at a time: nobody's messages wait behind all of somebody
else's. A queue whose last message was not taken, or took long, goes to a slow lane with few threads, so that the others wait at most
for its first one. A host that cannot be reached is left alone, with all webhooks that lead to it; one that is reached and gives some of its
addresses no answer is not, as others may lead to it.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime, timedelta
from typing import get_args
from urllib.parse import urlsplit

from msgspec.structs import replace

from chalicelib.affiliates import courier_store, tools_store
from chalicelib.affiliates.courier_store import Lane, QueueItem, WaitingItem
from chalicelib.affiliates.tool_events import WebhookDisabled
from chalicelib.affiliates.tools_store import Sent, Webhook, WebhookItem
from chalicelib.affiliates.webhooks import signature
from chalicelib.kit import clock, outgoing
from chalicelib.kit.errors import Superseded
from chalicelib.kit.tx import Tx

log = logging.getLogger(__name__)

BUDGET_SECONDS = 35
"""After this no further turn begins. With the longest turn it stays below the function's time."""
SHARE_MESSAGES = 20
SHARE_SECONDS = 5
"""No further message of a turn is begun after this; with the last one's time a turn takes ten seconds at most."""
SLOW_MS = 1000
LOOK_SECONDS = 0.5
"""How often to look for more while turns are under way, and how long a queue that somebody else serves is passed over."""
THREADS: dict[Lane, int] = {"webhooks_quick": 12, "webhooks_slow": 4}
ATTEMPTS = 11
"""With the pauses of `courier_store.pause` they take about three hours."""
DISABLED_AFTER = timedelta(days=3)
_ROUND = 100


def send_all_due() -> int:
    """Send what is due in both lanes side by side; how many messages that were."""
    lanes: tuple[Lane, ...] = get_args(Lane)
    with ThreadPoolExecutor(len(lanes), "lane") as pool:
        return sum(pool.map(send_due, lanes))


def send_due(lane: Lane, threads: int | None = None) -> int:
    """Send what is due in a lane, until nothing is or the time is up; how many messages that were. Safe to run side by side. While one
    queue takes its time, what comes for others is sent."""
    most = threads or THREADS[lane]
    until, sent = time.monotonic() + BUDGET_SECONDS, 0
    busy: dict[str, Future[int | None]] = {}
    passed: dict[str, float] = {}
    with ThreadPoolExecutor(most, "courier") as pool:
        while time.monotonic() < until:
            recently = time.monotonic() - LOOK_SECONDS
            found = courier_store.due(lane, clock.now(), _ROUND)
            fresh = [one for one in found if one.sk not in busy and passed.get(one.sk, 0) < recently]
            busy |= {one.sk: pool.submit(_turn, one) for one in fresh[: most - len(busy)]}
            if not busy:
                break
            wait(busy.values(), LOOK_SECONDS, FIRST_COMPLETED)
            for name in [name for name, turn in busy.items() if turn.done()]:
                count = busy.pop(name).result()
                sent += count or 0
                if count is None:
                    passed[name] = time.monotonic()
    return sent + sum(turn.result() or 0 for turn in busy.values())


def _turn(queue: QueueItem) -> int | None:
    """Serve one queue its share; how many messages were sent. None: it is not its turn. What fails here is left until the queue may be
    served again."""
    try:
        taken = courier_store.take(queue, clock.now())
        return _serve(taken) if taken is not None else None
    except Exception:
        log.exception("queue %s could not be served", queue.sk)
        return None


def _serve(taken: QueueItem) -> int:
    known = tools_store.webhook(taken.pk, taken.webhook_id)
    if known is None:
        courier_store.release(taken, "webhooks_quick", None, clock.now())
        return 0
    lane: Lane = "webhooks_quick"
    not_before, sent = None, 0
    host = urlsplit(known.document.url).netloc.lower()
    if known.document.disabled_at is not None:
        _give_up(known.document)
    elif closed_until := courier_store.closed_until(host, clock.now()):
        lane, not_before = "webhooks_slow", closed_until
        _note_health(known, False, clock.now())  # what cannot be reached takes nothing of anybody
    else:
        attempts = _send_share(known, host)
        sent = len(attempts)
        if attempts:
            _note_health(known, any(one.state == "taken" for one in attempts), attempts[-1].at)
            lane = "webhooks_slow" if _is_slow(attempts[-1]) else "webhooks_quick"
        if attempts and attempts[-1].status is None:
            not_before = attempts[-1].at + courier_store.pause(attempts[-1].attempts)
    now = clock.now()
    due_at = courier_store.next_due_at(known.document.id)
    if due_at is not None:
        due_at = max(due_at, not_before or now)  # what is left waits behind the others
    courier_store.release(taken, lane, due_at, now)
    return sent


def _send_share(known: WebhookItem, host: str) -> list[Sent]:
    """Send a queue's next messages, until one is not answered or the turn's time is up; what became of each."""
    until = time.monotonic() + SHARE_SECONDS
    done: list[Sent] = []
    for place in courier_store.waiting(known.document.id, clock.now(), SHARE_MESSAGES):
        message = tools_store.sent(known.document.id, place.message_id)
        if message is None or message.state == "taken":
            _settle(known.document, place, message)
            continue
        outcome, reached = _attempted(known.document, replace(message, attempts=message.attempts + 1, at=clock.now()))
        _settle(known.document, place, outcome)
        done.append(outcome)
        if not reached:
            courier_store.note_not_reached(host, outcome.at)
        elif len(done) == 1:
            courier_store.note_reached(host, outcome.at)
        if outcome.status is None or outcome.took_ms > SLOW_MS or time.monotonic() > until:
            break
    return done


def _attempted(webhook: Webhook, message: Sent) -> tuple[Sent, bool]:
    """Send it now; what came of it, and whether its host could be reached."""
    body, reached = message.body.encode(), True
    try:
        reply = outgoing.post(webhook.url, body, {"Portico-Signature": signature(webhook, body, message.at)})
    except (outgoing.NotTaken, outgoing.AddressNotAllowed) as error:
        reply = outgoing.Reply(None, error.detail, 0)
        reached = isinstance(error, outgoing.NotTaken) and not isinstance(error, outgoing.NotReached)
    state = "taken" if reply.is_success else "given_up" if message.attempts >= ATTEMPTS else "failing"
    return replace(message, state=state, status=reply.status, answer=reply.text, took_ms=reply.took_ms), reached


def _settle(webhook: Webhook, place: WaitingItem, message: Sent | None) -> None:
    """Write down what became of a message, and let it wait for its next attempt where there is one."""
    tx = Tx(clock.now())
    courier_store.take_out(tx, place)
    if message is not None:
        tools_store.log(tx, webhook.id, message)
        if message.state == "failing":
            courier_store.put_off(tx, webhook.id, message.id, message.at + courier_store.pause(message.attempts))
    tx.commit()


def _give_up(webhook: Webhook) -> None:
    """What still waits for a webhook that is switched off is not sent; its member sees it in the log, and can send it again."""
    far = clock.now() + timedelta(days=1)
    for place in courier_store.waiting(webhook.id, far, SHARE_MESSAGES):
        message = tools_store.sent(webhook.id, place.message_id)
        _settle(webhook, place, replace(message, state="given_up") if message and message.state != "taken" else None)


def _is_slow(message: Sent) -> bool:
    return message.state != "taken" or message.took_ms > SLOW_MS


def _note_health(known: WebhookItem, taken: bool, now: datetime) -> None:
    """When it began to fail, and that it is off when it failed for long; its first success clears it. Where another message's outcome
    was written first, that one stands."""
    webhook, tx = known.document, Tx(now)
    if taken and webhook.failing_since is not None:
        tools_store.save_webhook(tx, known, replace(webhook, failing_since=None))
    elif not taken and webhook.failing_since is None:
        tools_store.save_webhook(tx, known, replace(webhook, failing_since=tx.at))
    elif not taken and webhook.failing_since is not None and tx.at >= webhook.failing_since + DISABLED_AFTER:
        tools_store.save_webhook(tx, known, replace(webhook, disabled_at=tx.at))
        tx.publish(WebhookDisabled(webhook.id, webhook.member_id, webhook.url))
    with suppress(Superseded):
        tx.commit()
