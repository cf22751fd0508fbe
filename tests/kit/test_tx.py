"""One use case, one transaction: all or nothing, once, and with the error of the part that refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.kit.errors import Busy, Conflict, Superseded
from chalicelib.kit.facts import EventItem
from chalicelib.kit.tx import MAX_ITEMS, Tx
from tests.kit.parts import NOON, Jar, JarEmpty, JarMissing, JarTaken, SweetEaten, new_jar, sweets_in
from tests.support.faults import answer_lost, cancelled, faults, out_of_reach, refused


def put_new(tx: Tx, name: str, sweets: int = 0) -> None:
    tx.put(new_jar(name, sweets), Jar.pk.does_not_exist(), JarTaken())


def eat(tx: Tx, name: str) -> None:
    tx.update(new_jar(name), [Jar.sweets.set(Jar.sweets - 1)], Jar.sweets >= 1, JarEmpty())


def committed(*parts) -> None:
    tx = Tx(NOON)
    for part, *arguments in parts:
        part(tx, *arguments)
    tx.commit()


def test_an_empty_transaction_asks_the_store_nothing(engine):
    with faults() as sent:
        Tx(NOON).commit()
    assert sent.operations == []


def test_all_parts_are_written_together(store):
    committed((put_new, "full", 3))
    committed((put_new, "other", 1), (eat, "full"))
    assert (sweets_in("other"), sweets_in("full")) == (1, 2)


def test_one_refused_part_leaves_nothing_behind(store):
    with pytest.raises(JarEmpty):
        committed((put_new, "other", 1), (eat, "missing"))
    assert sweets_in("other") is None


def test_a_fact_is_published_only_with_its_transaction(store):
    tx = Tx(NOON)
    tx.publish(SweetEaten("missing"))
    eat(tx, "missing")
    with pytest.raises(JarEmpty):
        tx.commit()
    assert list(EventItem.scan()) == []


def test_what_follows_a_commit_happens_after_it_once_and_only_if_it_succeeds(store):
    seen: list[object] = []
    tx = Tx(NOON)
    put_new(tx, "full", 1)
    tx.afterwards(lambda: seen.append(sweets_in("full")))
    tx.commit()
    tx.commit()
    eat(tx, "missing")
    tx.afterwards(lambda: seen.append("never"))
    with pytest.raises(JarEmpty):
        tx.commit()
    tx.commit()
    assert seen == [1]


def test_a_committed_transaction_is_empty_again(store):
    tx = Tx(NOON)
    put_new(tx, "jar", 1)
    tx.commit()
    tx.commit()
    assert not tx


class Parts:
    """One part of each kind; each refuses exactly when its jar is in `refusing`."""

    @staticmethod
    def put(tx):
        put_new(tx, "put")

    @staticmethod
    def update(tx):
        eat(tx, "update")

    @staticmethod
    def delete(tx):
        tx.delete(new_jar("delete"), Jar.sweets >= 1, JarMissing("delete"))

    @staticmethod
    def check(tx):
        tx.check(Jar, ("check", "jar"), Jar.sweets >= 1, JarMissing("check"))


@pytest.mark.parametrize(
    ("refusing", "error"),
    [("put", "There is such a jar"), ("update", "No sweets are left"), ("delete", "delete"), ("check", "check")],
)
def test_the_error_is_that_of_the_refusing_part_whatever_order_the_store_reports_in(engine, refusing, error):
    for name in ("update", "delete", "check"):
        committed((put_new, name, 0 if name == refusing else 1))
    if refusing == "put":
        committed((put_new, "put"))
    for order in (("put", "update", "delete", "check"), ("check", "delete", "update", "put")):
        with pytest.raises(Conflict, match=error):
            committed(*((getattr(Parts, kind),) for kind in order))


def test_of_several_refusals_the_first_added_is_told(engine):
    with pytest.raises(JarEmpty):
        committed((eat, "missing"), (Parts.delete,), (Parts.check,))
    with pytest.raises(JarMissing, match="check"):
        committed((Parts.check,), (eat, "missing"), (Parts.delete,))


@pytest.mark.parametrize("parts", [[(eat, "jar")], [(Parts.delete,)], [(Parts.check,)]])
def test_a_lone_part_refuses_with_its_error_too(store, parts):
    with pytest.raises(Conflict):
        committed(*parts)


def test_as_many_items_as_dynamodb_takes_and_not_one_more(engine):
    committed(*((put_new, f"jar {number}", number) for number in range(MAX_ITEMS)))
    assert sweets_in("jar 99") == 99
    with pytest.raises(Conflict, match="smaller parts"):
        committed(*((put_new, f"more {number}") for number in range(MAX_ITEMS + 1)))
    assert sweets_in("more 0") is None


@pytest.mark.parametrize(
    "fault",
    [
        cancelled("None", "TransactionConflict"),
        cancelled("ThrottlingError", "None"),
        cancelled("None", "ProvisionedThroughputExceeded"),
        refused("TransactionInProgressException"),
        refused("TransactionConflictException"),
        refused("ThrottlingException"),
        refused("InternalServerError", 500),
    ],
)
def test_contention_is_waited_out(engine, fault):
    with faults(fault, fault):
        committed((put_new, "a", 1), (put_new, "b", 1))
    assert (sweets_in("a"), sweets_in("b")) == (1, 1)


@pytest.mark.parametrize("code", ["TransactionConflictException", "ProvisionedThroughputExceededException"])
def test_contention_of_a_lone_write_is_waited_out(engine, code):
    with faults(refused(code)):
        committed((put_new, "a", 1))
    assert sweets_in("a") == 1


def test_endless_contention_ends_as_busy_and_leaves_nothing(engine):
    with faults(*[cancelled("TransactionConflict", "None")] * 20), pytest.raises(Busy) as busy:
        committed((put_new, "a", 1), (put_new, "b", 1))
    assert busy.value.retry_after_seconds == 1
    assert sweets_in("a") is None


def test_a_refusal_beats_a_conflict_of_another_part(engine):
    with faults(cancelled("ConditionalCheckFailed", "TransactionConflict")), pytest.raises(JarTaken):
        committed((put_new, "a", 1), (put_new, "b", 1))


def test_a_put_whose_answer_was_lost_has_happened(engine):
    with faults(answer_lost) as sent:
        committed((put_new, "a", 1))
    assert sent.operations[:2] == ["PutItem", "PutItem"]
    assert sweets_in("a") == 1


def test_a_put_that_lost_a_race_on_the_way_is_still_refused(engine):
    committed((put_new, "a", 7))
    with faults(out_of_reach), pytest.raises(JarTaken):
        committed((put_new, "a", 1))
    assert sweets_in("a") == 7


def test_an_update_whose_answer_was_lost_happens_once(engine):
    committed((put_new, "last", 1))
    with faults(answer_lost):
        committed((eat, "last"))
    assert sweets_in("last") == 0


def test_a_delete_whose_answer_was_lost_is_no_refusal(engine):
    committed((put_new, "delete", 1))
    with faults(answer_lost):
        committed((Parts.delete,))
    assert sweets_in("delete") is None


def test_a_transaction_whose_answer_was_lost_happens_once(engine):
    committed((put_new, "last", 1))
    with faults(answer_lost):
        committed((eat, "last"), (put_new, "bought"))
    assert (sweets_in("last"), sweets_in("bought")) == (0, 0)


def test_a_store_out_of_reach_is_busy_not_broken(engine):
    with faults(*[out_of_reach] * 4), pytest.raises(Busy):
        committed((put_new, "a", 1), (put_new, "b", 1))


def test_a_use_case_is_decided_anew_when_somebody_else_wrote_first(engine):
    committed((put_new, "jar", 0))

    def add_one_to_what_is_there() -> None:
        tx = Tx(NOON)

        def decide() -> None:
            seen = sweets_in("jar")
            tx.update(new_jar("jar"), [Jar.sweets.set(seen + 1)], Jar.sweets == seen, Superseded())

        tx.run(decide)

    with ThreadPoolExecutor(4) as people:
        for done in [people.submit(add_one_to_what_is_there) for _ in range(8)]:
            done.result()
    assert sweets_in("jar") == 8


def test_the_last_sweets_go_to_as_many_as_there_are(engine):
    committed((put_new, "jar", 5))

    def buy(number: int) -> bool:
        try:
            committed((eat, "jar"), (put_new, f"bag {number}"))
        except JarEmpty:
            return False
        return True

    with ThreadPoolExecutor(16) as people:
        won = sum(people.map(buy, range(40)))
    assert (won, sweets_in("jar")) == (5, 0)
