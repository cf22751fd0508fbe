"""Idempotency-Key: the same request twice acts once and gets the same answer, through the routes of a small API."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import msgspec
import pytest

from chalicelib.kit import idempotency
from chalicelib.kit.errors import Conflict
from chalicelib.kit.http import OPTIONAL, Answer, Api, Call
from tests.kit.doors import door
from tests.kit.parts import Jar, new_jar, sweets_in
from tests.support.faults import answer_lost, cancelled, faults, out_of_reach
from tests.support.http import Http


class Filling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sweets: Annotated[int, msgspec.Meta(ge=1, le=9)]


class Filled(msgspec.Struct, frozen=True):
    jar: str
    sweets: int


class TooFull(Conflict):
    title = "The jar is full"


class Kitchen:
    """A route that fills a jar, and what it can be told to do first."""

    def __init__(self) -> None:
        self.first: Any = lambda: None
        self.times = 0

    def api(self) -> Api:
        api = Api(__name__, "kitchen")

        @api.post(
            "/fill/{jar}", summary="Fill", body=Filling, answer=Filled, status=201, idempotent=True, access=OPTIONAL
        )
        def fill(call: Call[Filling, None], jar: str) -> Answer:
            self.times += 1
            self.first()
            call.tx.update(new_jar(jar), [Jar.sweets.set((Jar.sweets | 0) + call.body.sweets)])
            return Answer(Filled(jar, call.body.sweets), 201, {"Location": f"/jars/{jar}"})

        return api


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


@pytest.fixture
def http(kitchen: Kitchen) -> Http:
    return door(kitchen.api())


def fill(http: Http, sweets: int = 3, key: str | None = "key-1", jar: str = "jar") -> Any:
    return http.post(f"/fill/{jar}", {"sweets": sweets}, idempotency_key=key)


def test_the_second_request_gets_the_first_ones_answer(store, http):
    first, second = fill(http), fill(http)
    assert (first.status, first.json) == (second.status, second.json) == (201, {"jar": "jar", "sweets": 3})
    assert first.headers.get("idempotency-replayed") is None
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["location"] == first.headers["location"] == "/jars/jar"
    assert sweets_in("jar") == 3


def test_without_a_key_every_request_acts(store, http):
    fill(http, key=None)
    fill(http, key=None)
    assert sweets_in("jar") == 6


def test_another_key_is_another_request(store, http):
    fill(http, key="one")
    fill(http, key="two")
    assert sweets_in("jar") == 6


def test_the_same_key_with_other_content_is_refused(store, http):
    fill(http, 3)
    other = fill(http, 4)
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    assert sweets_in("jar") == 3


def test_keys_belong_to_who_asks_and_to_what_is_asked(store, http):
    for who in (http, http.signed_in("acc_1"), http.with_headers(Cart_Token="a"), http.with_headers(Order_Token="b")):
        assert fill(who).status == 201
    assert fill(http, jar="other").headers.get("idempotency-replayed") is None
    assert (sweets_in("jar"), sweets_in("other")) == (12, 3)


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
def test_a_key_that_is_none_is_refused(store, http, key):
    reply = fill(http, key=key)
    assert reply.status == 422
    assert reply.json["errors"][0]["field"] == "Idempotency-Key"


def test_while_the_first_runs_the_second_is_told_to_wait(engine, http, kitchen):
    inside, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        inside.set()
        may_end.wait(10)

    kitchen.first = hold
    with ThreadPoolExecutor(1) as other:
        running = other.submit(fill, http)
        inside.wait(10)
        waiting = fill(http)
        may_end.set()
        assert running.result().status == 201
    assert (waiting.status, waiting.code, waiting.headers["retry-after"]) == (409, "request_still_running", "1")
    assert fill(http).headers["idempotency-replayed"] == "true"
    assert sweets_in("jar") == 3


def test_many_at_once_act_once(engine, http):
    with ThreadPoolExecutor(8) as people:
        statuses = {reply.status for reply in people.map(lambda _: fill(http), range(16))}
    assert statuses <= {201, 409}
    assert sweets_in("jar") == 3


@pytest.mark.parametrize(("trouble", "status"), [(TooFull(), 409), (RuntimeError("a mistake of ours"), 500)])
def test_a_request_without_an_answer_gives_its_key_back(store, http, kitchen, trouble, status):
    def refuse() -> None:
        raise trouble

    kitchen.first = refuse
    assert fill(http).status == status
    kitchen.first = lambda: None
    assert fill(http, 5).status == 201
    assert sweets_in("jar") == 5


def test_the_key_of_a_process_that_died_is_free_after_its_lease(store, http, kitchen, clock):
    class Killed(BaseException):
        """Nothing after it runs."""

    def die() -> None:
        raise Killed

    kitchen.first = die
    with pytest.raises(Killed):
        fill(http)
    kitchen.first = lambda: None
    assert fill(http).status == 409
    clock.advance(seconds=idempotency.LEASE_SECONDS)
    assert fill(http).status == 201
    assert sweets_in("jar") == 3


def test_a_request_that_outlived_its_lease_acts_no_more(engine, http, kitchen, clock):
    def be_overtaken() -> None:
        kitchen.first = lambda: None
        clock.advance(seconds=idempotency.LEASE_SECONDS)
        assert fill(http).status == 201

    kitchen.first = be_overtaken
    assert fill(http).code == "request_still_running"
    assert fill(http).headers["idempotency-replayed"] == "true"
    assert sweets_in("jar") == 3


def test_an_answer_is_kept_for_two_days(store, http, clock):
    fill(http)
    clock.advance(hours=idempotency.KEEP_HOURS - 1)
    assert fill(http).headers["idempotency-replayed"] == "true"
    clock.advance(hours=1)
    assert fill(http).headers.get("idempotency-replayed") is None


def test_a_claim_whose_answer_was_lost_is_held_all_the_same(engine, http):
    with faults(answer_lost):
        assert fill(http).status == 201
    assert sweets_in("jar") == 3


def test_an_effect_whose_answer_was_lost_happens_once(engine, http):
    with faults(None, answer_lost):
        assert fill(http).status == 201
    assert fill(http).headers["idempotency-replayed"] == "true"
    assert sweets_in("jar") == 3


def test_an_effect_that_nobody_heard_of_again_is_found_by_asking_again(engine, http):
    with faults(None, answer_lost, out_of_reach, out_of_reach, out_of_reach):
        reply = fill(http)
    assert (reply.status, reply.headers["retry-after"]) == (503, "1")
    assert fill(http).headers["idempotency-replayed"] == "true"
    assert sweets_in("jar") == 3


def test_effect_and_answer_come_together_or_not_at_all(engine, http):
    with faults(None, *[cancelled("TransactionConflict", "None")] * 8):
        assert fill(http).status == 503
    assert sweets_in("jar") is None
    assert fill(http).status == 201
    assert sweets_in("jar") == 3


def test_a_key_that_could_not_be_given_back_is_free_after_its_lease(engine, http, kitchen, clock):
    def refuse() -> None:
        raise TooFull

    kitchen.first = refuse
    with faults(None, *[out_of_reach] * 4):
        assert fill(http).code == "too_full"
    kitchen.first = lambda: None
    clock.advance(seconds=idempotency.LEASE_SECONDS)
    assert fill(http).status == 201
