"""What the catalogue does when facts are published, and on a schedule."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.catalog import imports
from chalicelib.catalog.events import ImportRequested
from chalicelib.kit.events import Delivery, Subscriber, Subscriptions
from chalicelib.kit.schedules import Schedule
from chalicelib.kit.tx import Tx


def _start_import(delivery: Delivery, tx: Tx) -> None:
    imports.start_import(delivery.fact.import_id)


SUBSCRIPTIONS: Subscriptions = {
    ImportRequested: [Subscriber("catalog.start_import", _start_import, outside=True)],
}
SCHEDULES: tuple[Schedule, ...] = (Schedule("catalog.resume_imports", 1, imports.resume_imports),)
JOBS: dict[str, Callable[[str], None]] = {imports.JOB: imports.run_import}
"""Long work by name: what it works on is the subject's id."""
