"""What the configurator does when facts are published, and on a schedule."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.configurator import personal, publications
from chalicelib.configurator.events import PublicationRequested
from chalicelib.identity.events import AccountDeleted
from chalicelib.kit.events import Delivery, Subscriber, Subscriptions
from chalicelib.kit.schedules import Schedule
from chalicelib.kit.tx import Tx


def _start_publication(delivery: Delivery, tx: Tx) -> None:
    publications.start(delivery.fact.publication_id)


SUBSCRIPTIONS: Subscriptions = {
    AccountDeleted: [Subscriber("configurator.forget_account", personal.forget, outside=True)],
    PublicationRequested: [Subscriber("configurator.start_publication", _start_publication, outside=True)],
}
SCHEDULES: tuple[Schedule, ...] = (
    Schedule("configurator.resume_publications", 1, publications.resume),
    Schedule("configurator.compile_anew", 5, publications.compile_anew),
)
JOBS: dict[str, Callable[[str], None]] = {
    publications.JOB: publications.run,
    publications.COMPILE_JOB: publications.run_compile,
}
"""Long work by name: what it works on is the subject's id."""
