"""A process that ends at one of its writes or of its calls to Stripe, just before it or once it is carried out. Nothing of ours is
patched: it sits where botocore sends a request, and where payouts reach Stripe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.affiliates import connect
from chalicelib.kit.tables import connection
from tests.affiliates.paying import gateway

WRITES = {"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}

Kill = tuple[int, bool]
"""At which call, from 1; and whether that is carried out."""


class Killed(BaseException):
    """The process ends here: nobody catches it."""


class _Death:
    def __init__(self, kill: Kill) -> None:
        self._left, self._carried_out = kill

    def comes_before(self) -> None:
        self._left -= 1
        if self._left == 0 and not self._carried_out:
            raise Killed

    def comes_after(self) -> None:
        if self._left == 0:
            raise Killed

    def before_send(self, request: Any, **_: Any) -> None:
        if request.headers["X-Amz-Target"].decode().split(".")[1] in WRITES:
            self.comes_before()

    def after_call(self, model: Any, **_: Any) -> None:
        if model.name in WRITES:
            self.comes_after()


class _Mortal:
    """The payment service, as a process reaches it that will end."""

    def __init__(self, real: Any, death: _Death) -> None:
        self._real, self._death = real, death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def transfer(self, item: Any) -> str:
        return self._asked(lambda: self._real.transfer(item))

    def reverse(self, transfer: str, item_id: str) -> int:
        return self._asked(lambda: self._real.reverse(transfer, item_id))

    def _asked(self, ask: Callable[[], Any]) -> Any:
        self._death.comes_before()
        answer = ask()
        self._death.comes_after()
        return answer


@contextmanager
def _dying(kill: Kill) -> Iterator[None]:
    death, events = _Death(kill), connection().client.meta.events
    events.register_first("before-send.dynamodb.*", death.before_send)
    events.register_first("after-call.dynamodb.*", death.after_call)
    try:
        with gateway(_Mortal(connect.gateway(), death)):  # type: ignore[arg-type]
            yield
    finally:
        events.unregister("before-send.dynamodb.*", death.before_send)
        events.unregister("after-call.dynamodb.*", death.after_call)


def is_killed(kill: Kill | None, work: Callable[[], object]) -> bool:
    """Do some work in a process that ends as `kill` says (None: it does not); whether it ended before the work did."""
    if kill is None:
        work()
        return False
    try:
        with _dying(kill):
            work()
    except Killed:
        return True
    return False
