"""Long work outside a request: an asynchronous Lambda invocation when deployed, a thread on one machine."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

import msgspec

from chalicelib.kit.config import config
from chalicelib.kit.errors import NotFound

log = logging.getLogger(__name__)


class Job(msgspec.Struct, frozen=True):
    """A named piece of work and the id of what it works on. It must be safe to run twice."""

    name: str
    subject: str


_handlers: dict[str, Callable[[str], None]] = {}


def register(handlers: Mapping[str, Callable[[str], None]]) -> None:
    """Name the functions that do each job (bootstrap does, once)."""
    _handlers.update(handlers)


def run(job: Job) -> None:
    """Do the work here and now."""
    if job.name not in _handlers:
        raise NotFound(f"no job is called {job.name!r}")
    _handlers[job.name](job.subject)


def start(job: Job) -> None:
    """Have the work done soon, elsewhere."""
    function = config().jobs_function
    if function:
        import boto3

        boto3.client("lambda", region_name=config().region).invoke(
            FunctionName=function, InvocationType="Event", Payload=msgspec.json.encode(job)
        )
    else:
        threading.Thread(target=_run_logged, args=(job,), name=f"job-{job.name}", daemon=True).start()


def _run_logged(job: Job) -> None:
    try:
        run(job)
    except Exception:
        log.exception("job %s %s failed", job.name, job.subject)
