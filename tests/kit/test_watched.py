"""A watched file: read from memory, changed by one writer at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from chalicelib.kit.watched import WatchedFile

KEY = "numbers.txt"


def numbers() -> WatchedFile[list[int]]:
    """A file of numbers, as one process sees it."""
    return WatchedFile(
        KEY,
        lambda content: [int(word) for word in (content or b"").split()],
        lambda known: " ".join(map(str, known)).encode(),
    )


def test_a_file_that_is_not_there_is_decoded_as_nothing() -> None:
    assert numbers().get() == []


def test_a_change_is_seen_at_once_by_whoever_made_it() -> None:
    watched = numbers()
    assert watched.get() == []
    assert watched.change(lambda known: [*known, 7]) == [7]
    assert watched.get() == [7]
    assert numbers().get() == [7]


def test_changes_at_the_same_time_are_all_kept() -> None:
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda number: numbers().change(lambda known: [*known, number]), range(12)))
    assert sorted(numbers().get()) == list(range(12))
