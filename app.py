"""The Chalice app: mounts routes, event handlers and schedules. No logic."""

from __future__ import annotations

import gc

gc.disable()  # what is made while modules load is no garbage: looking for some takes a tenth of a cold start

from typing import Any

import msgspec
from chalice.app import Chalice, Rate

from chalicelib import mounting
from chalicelib.kit import clock

app = Chalice(app_name="portico")
# Bodies of these types stay bytes on their way through API Gateway. Not application/xml and text/plain, though feeds come
# so too: the sitemap and robots.txt have these types, and Chalice gives a binary type to nobody who does not ask for it.
app.api.binary_types = [
    "application/gzip",
    "application/octet-stream",
    "application/pdf",
    "application/x-gzip",
    "image/png",
    "text/csv",
    "text/tab-separated-values",
    "text/xml",
]

for blueprint in mounting.blueprints():
    app.register_blueprint(blueprint)


@app.lambda_function(name="facts")
def facts(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Hands each new fact of the events table's stream to its subscribers. A failing subscriber is parked, not retried here."""
    from chalicelib import bootstrap
    from chalicelib.kit import events

    lost = events.deliver_records(event["Records"], bootstrap.SUBSCRIPTIONS, clock.now())
    return {"batchItemFailures": [{"itemIdentifier": number} for number in lost]}


@app.lambda_function(name="jobs")
def run_job(event: dict[str, Any], context: Any) -> None:
    """Runs one long job (`kit.jobs.Job`)."""
    from chalicelib import bootstrap  # noqa: F401 -- it names the jobs
    from chalicelib.kit import jobs

    jobs.run(msgspec.convert(event, jobs.Job))


@app.lambda_function(name="courier")
def courier(event: dict[str, Any], context: Any) -> None:
    """Sends what waits for members' webhooks: as soon as the stream says that there is something, and each minute what is to be tried
    again."""
    from chalicelib.affiliates import courier as messages

    if "Records" in event:
        messages.send_due("webhooks_quick")
    else:
        messages.send_all_due()


@app.schedule(Rate(1, unit=Rate.MINUTES), name="clockwork")
def clockwork(event: Any) -> None:
    """Runs what is due this minute. (Chalice needs a named function here for each schedule; one serves them all.)"""
    from chalicelib import bootstrap
    from chalicelib.kit import schedules

    schedules.run_due(bootstrap.SCHEDULES, schedules.fired_at(event.to_dict(), clock.now()))


# What is loaded by now stays for the life of the process, and what a request makes dies with it, in numbers: the collector need
# walk through neither while somebody waits.
gc.freeze()
gc.set_threshold(50_000, 10, 10)
gc.enable()
