"""The Chalice app: mounts routes, event handlers and schedules. No logic."""

from __future__ import annotations

from typing import Any

import msgspec
from chalice.app import Chalice, Rate

from chalicelib import bootstrap, system
from chalicelib.kit import clock, events, jobs, schedules
from chalicelib.kit.facts import EventItem

app = Chalice(app_name="portico")
app.api.binary_types = ["application/gzip", "application/octet-stream", "application/pdf", "image/png"]

for api in (*bootstrap.APIS, system.api):
    app.register_blueprint(api)


@app.lambda_function(name="facts")
def facts(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Hands each new fact of the events table's stream to its subscribers. A failing subscriber is parked, not retried here."""
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage")
        if record["eventName"] == "INSERT" and image:
            item = EventItem.from_raw_data(image)
            events.deliver(item, bootstrap.SUBSCRIPTIONS, clock.now())
    return {"batchItemFailures": []}


@app.lambda_function(name="jobs")
def run_job(event: dict[str, Any], context: Any) -> None:
    """Runs one long job (`kit.jobs.Job`)."""
    jobs.run(msgspec.convert(event, jobs.Job))


@app.schedule(Rate(1, unit=Rate.MINUTES), name="clockwork")
def clockwork(event: Any) -> None:
    """Runs what is due this minute. (Chalice needs a named function here for each schedule; one serves them all.)"""
    schedules.run_due(bootstrap.SCHEDULES, clock.now())
