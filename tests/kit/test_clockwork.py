"""Limits by window, schedules by the minute, jobs by name."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import moto
import pytest

from chalicelib.kit import clock, jobs, limits, schedules
from chalicelib.kit.errors import NotFound, TooMany
from chalicelib.kit.jobs import Job
from chalicelib.kit.schedules import Schedule
from tests.kit.parts import NOON
from tests.support import environment


def test_tries_beyond_the_limit_wait_for_the_next_window(store):
    for _ in range(3):
        limits.count("sign in", "ana", 3, 60, NOON + timedelta(seconds=20))
    with pytest.raises(TooMany) as refused:
        limits.count("sign in", "ana", 3, 60, NOON + timedelta(seconds=20))
    assert refused.value.retry_after_seconds == 40
    limits.count("sign in", "ana", 3, 60, NOON + timedelta(seconds=60))


def test_limits_are_each_persons_and_each_acts_own(store):
    for name, who in (("sign in", "ana"), ("sign in", "bob"), ("reset", "ana")):
        limits.count(name, who, 1, 60, NOON)


def test_a_refused_try_does_not_lengthen_the_wait(store):
    limits.count("sign in", "ana", 1, 60, NOON)
    for _ in range(5):
        with pytest.raises(TooMany):
            limits.count("sign in", "ana", 1, 60, NOON)
    limits.count("sign in", "ana", 1, 60, NOON + timedelta(seconds=60))


class Diary:
    """Schedules that note when they ran."""

    def __init__(self) -> None:
        self.entries: list[str] = []

    def schedule(self, name: str, every_minutes: int) -> Schedule:
        return Schedule(name, every_minutes, lambda now: self.entries.append(f"{name} {now:%H:%M}"))


def test_schedules_run_in_their_minutes():
    diary = Diary()
    both = [diary.schedule("often", 1), diary.schedule("seldom", 5)]
    for minute in (0, 1, 5):
        schedules.run_due(both, NOON + timedelta(minutes=minute))
    assert diary.entries == ["often 12:00", "seldom 12:00", "often 12:01", "often 12:05", "seldom 12:05"]


def test_a_failing_schedule_hinders_no_other():
    def fail(now: datetime) -> None:
        raise RuntimeError("broken")

    diary = Diary()
    schedules.run_due([Schedule("broken", 1, fail), diary.schedule("good", 1)], NOON)
    assert diary.entries == ["good 12:00"]


def test_an_event_that_comes_late_stands_for_its_own_minute():
    late = datetime(2026, 3, 2, 12, 6, 1, tzinfo=UTC)
    assert schedules.fired_at({"time": "2026-03-02T12:05:00Z"}, late) == datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
    assert schedules.fired_at({"time": ""}, late) == late


def test_a_job_runs_by_its_name_elsewhere_and_soon():
    done: list[str] = []
    finished = threading.Event()
    jobs.register({"kit.try": lambda subject: (done.append(subject), finished.set())})
    jobs.start(Job("kit.try", "imp_1"))
    assert finished.wait(5)
    assert done == ["imp_1"]


def test_a_job_that_nobody_does_is_an_error():
    with pytest.raises(NotFound):
        jobs.run(Job("kit.unknown", "x"))


def test_deployed_a_job_is_handed_to_its_function_and_not_done_here(monkeypatch):
    monkeypatch.setenv("PORTICO_JOBS_FUNCTION", "portico-jobs")
    environment.forget_caches()
    done: list[str] = []
    jobs.register({"kit.elsewhere": done.append})
    before = threading.active_count()
    with moto.mock_aws(config={"lambda": {"use_docker": False}}):
        jobs.start(Job("kit.elsewhere", "x"))
    assert (done, threading.active_count()) == ([], before)


def test_a_moment_is_written_as_rfc_3339():
    assert clock.rfc3339(NOON) == "2026-03-02T12:00:00Z"
    assert clock.rfc3339(NOON + timedelta(microseconds=1500)) == "2026-03-02T12:00:00.001Z"
