"""Fixtures for all tests. The environment is set first, before anything of chalicelib is imported."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import moto  # before any client is made: moto hooks into those made after it
import pytest
import time_machine

from tests.support import environment

environment.prepare(Path(tempfile.gettempdir()) / f"portico-tests-{os.getpid()}")

from infra.local.gateway import Gateway  # noqa: E402
from tests.support import engine as dynoxide  # noqa: E402
from tests.support.facts import Drain  # noqa: E402
from tests.support.http import Http  # noqa: E402
from tests.support.template import create_tables, delete_tables, point_models_at  # noqa: E402


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """This test's own folder for files and mail; configuration and what hangs on it is read anew."""
    environment.use_folder(tmp_path)
    environment.forget_caches()
    yield tmp_path
    environment.prepare(tmp_path)
    environment.forget_caches()


@pytest.fixture
def store() -> Iterator[None]:
    """DynamoDB (and S3, SES, ...) by moto, in process, with the template's tables, empty. Not for races: it loses writes."""
    with moto.mock_aws():
        point_models_at(None)
        create_tables(environment.TABLE_PREFIX)
        yield


@pytest.fixture(scope="session")
def engine_endpoint() -> Iterator[str]:
    """The address of this session's Dynoxide; without its program the tests that need it are skipped, and say so."""
    program = dynoxide.binary()
    if program is None:
        pytest.skip("NO ENGINE: Dynoxide is not installed (`make test` does it, PORTICO_DYNOXIDE names another)")
    with dynoxide.running(program) as endpoint:
        yield endpoint


_engine_prefixes = (f"t{number}-" for number in itertools.count(1))


@pytest.fixture
def engine(engine_endpoint: str) -> Iterator[str]:
    """A real engine with the template's tables, empty, for races and journeys; its endpoint."""
    prefix = next(_engine_prefixes)
    point_models_at(engine_endpoint, prefix)
    create_tables(prefix)
    yield engine_endpoint
    delete_tables(prefix)
    point_models_at(None)


@pytest.fixture
def client() -> Http:
    """The whole app as a guest sees it; `client.signed_in("acc_1", "support")` is somebody else. Take `store` or `engine` too."""
    from app import app

    return Http(Gateway(app), {})


@pytest.fixture
def drain() -> Drain:
    """`drain()` delivers every fact of the outbox twice, then what is parked and due, and what waits for members' tools."""
    from chalicelib import bootstrap
    from chalicelib.affiliates import courier

    # One thread: moto loses writes of several.
    return Drain(lambda: bootstrap.SUBSCRIPTIONS, lambda: sum(courier.send_due(lane, 1) for lane in courier.THREADS))


class Clock:
    """The time of a test: it stands still until it is moved."""

    def __init__(self, traveller: time_machine.Coordinates) -> None:
        self._traveller = traveller

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def move_to(self, moment: datetime) -> None:
        self._traveller.move_to(moment)

    def advance(self, **by: float) -> None:
        """Go on by `days=`, `hours=`, `minutes=`, `seconds=`."""
        self._traveller.shift(timedelta(**by))


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock at noon of 2 March 2026, UTC, that only the test moves."""
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False) as traveller:
        yield Clock(traveller)
