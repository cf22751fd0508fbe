"""Publishing option models over HTTP: a job does it, refusals name the place, earlier versions come back."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.configurator import publications
from chalicelib.kit import clock as kit_clock
from chalicelib.kit import jobs
from tests.configurator.conftest import chassis, is_
from tests.conftest import Clock
from tests.support.facts import Drain
from tests.support.http import Http

PRODUCTS = ["CHASSIS-4", "CHASSIS-7"]
Publish = Callable[..., dict[str, Any]]


@pytest.fixture
def staff(client: Http, shop: None) -> Http:
    """Somebody who keeps the catalogue."""
    return client.signed_in("acc_staff", "catalogue")


@pytest.fixture
def hand_in(staff: Http) -> Publish:
    """`hand_in(document, products)` publishes over HTTP, runs the job, and answers what became of it."""

    def do(document: dict[str, Any], products: list[str] = PRODUCTS, path: str = "/v1/option-models") -> dict[str, Any]:
        given = staff.signed_in("acc_staff", "catalogue").post(path, {"model": document, "products": products})
        assert given.status == 202, given.body
        assert given.json["state"] == "running"
        publications.run(given.json["id"])
        told: dict[str, Any] = (
            staff.signed_in("acc_staff", "catalogue").get(f"/v1/option-models/publications/{given.json['id']}").json
        )
        return told

    return do


def finish_jobs(name: str) -> None:
    """Wait until the jobs of that name are done."""
    for job in threading.enumerate():
        if job.name == f"job-{name}":
            job.join()


def places(told: dict[str, Any]) -> dict[str, str]:
    """The problems of a refused publication, by place."""
    assert told["state"] == "refused"
    return {problem["place"]: problem["reason"] for problem in told["problems"]}


def test_a_model_that_is_handed_in_is_published_by_a_job(staff: Http, drain: Drain) -> None:
    given = staff.post("/v1/option-models", {"model": chassis(), "products": PRODUCTS}).json
    drain()
    finish_jobs(publications.JOB)
    told = staff.get(f"/v1/option-models/publications/{given['id']}").json
    assert told["state"] == "published"
    assert told["report"] == {
        "configurations": "9",
        "option_count": 3,
        "dead_values": [],
        "decided_options": [],
        "warnings": [],
    }
    assert staff.get("/v1/products/CHASSIS-7/options").json["version"] == told["version"]


def test_an_author_sees_the_report_without_publishing(staff: Http, hand_in: Publish) -> None:
    document = chassis()
    document["rules"].append(
        {"kind": "excludes", "id": "no-dc", "of": [is_("power", "dc")], "reason": {"en": "No DC here."}}
    )

    told = hand_in(document, path="/v1/option-models/checks")

    assert told["state"] == "checked"
    assert {(dead["option"], dead["value"]) for dead in told["report"]["dead_values"]} >= {
        ("power", "dc"),
        ("card", "fibre"),
    }
    assert {"option": "power", "value": "ac"} in told["report"]["decided_options"]
    assert staff.get("/v1/products/CHASSIS-4/options").status == 404
    assert staff.get("/v1/option-models").json["items"] == []


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"rules": [{"kind": "excludes", "id": "r", "of": [is_("wings", "x")]}]}, "rules/r", "no option 'wings'"),
        (
            {"rules": [{"kind": "excludes", "id": "r", "of": [is_("power", "ac", "dc")]}]},
            "rules/r",
            "nothing can be built",
        ),
        (
            {"modules": {"optics": {"options": [{"id": "bay", "values": [{"id": "x", "module": "optics"}]}]}}},
            "modules/optics",
            "contain each other",
        ),
        ({"currency": "EUR"}, "products/CHASSIS-4", "priced in USD"),
        ({"options": [{"id": "a", "values": [{"id": "x", "price": -1}]}], "rules": []}, "options/a", "below zero"),
        ({"options": [{"id": "a", "quantity": {"max": 2, "price": 10**11}}], "rules": []}, "options/a", "or above"),
    ],
)
def test_what_is_wrong_is_refused_with_place_and_reason(
    hand_in: Publish, changes: dict[str, Any], place: str, words: str
) -> None:
    assert words in places(hand_in(chassis(**changes)))[place]


def test_a_model_that_would_explode_is_refused(hand_in: Publish) -> None:
    options = [
        {"id": f"slot{n}", "values": [{"id": f"v{k}", "attributes": {"w": 3**n * k + 7**k}} for k in range(8)]}
        for n in range(14)
    ]
    names = [option["id"] for option in options]
    rule = {"kind": "sum", "id": "power", "attribute": "w", "options": names, "at_most": 6_000_000}
    assert "coarser numbers" in places(hand_in(chassis(options=options, rules=[rule])))["rules/power"]


@pytest.mark.parametrize("last_first", [False, True])
def test_modules_nested_without_end_are_refused(hand_in: Publish, last_first: bool) -> None:
    def bay(module: int) -> dict[str, Any]:
        return {"id": "bay", "values": [{"id": "x", "module": f"m{module}"}, {"id": "y"}]}

    numbers = range(1_200)[:: -1 if last_first else 1]
    modules = {
        f"m{n}": {"options": [bay(n + 1)] if n < 1_199 else [{"id": "o", "values": [{"id": "x"}]}]} for n in numbers
    }
    [(place, reason)] = places(hand_in(chassis(options=[bay(0)], modules=modules, rules=[]))).items()
    assert place.startswith("modules/m")
    assert "more than 30 modules are nested" in reason


def test_rules_that_modules_multiply_without_end_are_refused(hand_in: Publish) -> None:
    rules = [{"kind": "count", "id": f"r{n}", "of": [is_("p", "1")], "at_most": 1} for n in range(100)]
    modules = {"m": {"options": [{"id": "p", "values": [{"id": "1"}, {"id": "2"}]}], "rules": rules}}
    options = [{"id": f"o{n}", "values": [{"id": "x", "module": "m"}, {"id": "y"}]} for n in range(201)]
    [reason] = places(hand_in(chassis(options=options, modules=modules, rules=[]))).values()
    assert "more than 20000 rules" in reason


def test_a_slip_in_a_module_that_no_value_brings_yet_is_refused(hand_in: Publish) -> None:
    rule = {"kind": "excludes", "id": "r", "of": [is_("wings", "x")]}
    spare = {"spare": {"options": [{"id": "o", "values": [{"id": "x"}]}], "rules": [rule]}}
    document = chassis(modules=chassis()["modules"] | spare)
    assert places(hand_in(document)) == {"modules/spare/rules/r": "there is no option 'wings'"}


def test_an_author_is_warned_of_what_is_probably_not_meant(hand_in: Publish) -> None:
    document = chassis()
    document["options"][0]["values"][0]["sku"] = "NO-SUCH-SKU"
    document["rules"].append({"kind": "sum", "id": "watts", "attribute": "drawn_w", "options": ["power"], "at_most": 5})
    document["modules"]["spare"] = {"options": [{"id": "o", "values": [{"id": "x"}]}]}
    told = hand_in(document)
    assert told["state"] == "published"
    assert {warning["place"]: warning["reason"] for warning in told["report"]["warnings"]} == {
        "options/power": "not in the catalogue: NO-SUCH-SKU",
        "rules/watts": "no value of its options has the attribute 'drawn_w'",
        "modules/spare": "no value brings this module",
    }


@pytest.mark.parametrize("depth", [31, 400, 5_000])
def test_conditions_nested_without_end_are_refused(staff: Http, depth: int) -> None:
    nested = '{"kind":"not","of":' * depth + json.dumps(is_("power", "ac")) + "}" * depth
    rule = '{"kind":"excludes","id":"deep","of":[' + nested + "]}"
    model = json.dumps(chassis(rules=["DEEP"])).replace('"DEEP"', rule)
    answer = staff.request("POST", "/v1/option-models/checks", body=f'{{"model":{model},"products":[]}}'.encode())
    if answer.status == 202:
        publications.run(answer.json["id"])
        told = staff.get(f"/v1/option-models/publications/{answer.json['id']}").json
        assert "nested in each other" in places(told)["rules/deep"]
    else:
        assert (answer.status, answer.json["detail"]) == (400, "The body is nested too deeply.")


def test_products_that_are_not_there_or_taken_are_refused(hand_in: Publish) -> None:
    assert hand_in(chassis(), ["CHASSIS-4"])["state"] == "published"
    told = places(hand_in(chassis(id="other"), ["CHASSIS-4", "NOTHING"]))
    assert "option model chassis" in told["products/CHASSIS-4"]
    assert "not in the catalogue" in told["products/NOTHING"]


def test_a_refused_model_leaves_customers_with_the_one_before(staff: Http, hand_in: Publish) -> None:
    before = hand_in(chassis())["version"]
    assert hand_in(chassis(options=[], rules=[]))["state"] == "refused"
    assert staff.get("/v1/products/CHASSIS-4/options").json["version"] == before


def test_a_slip_of_the_pen_is_told_at_once(staff: Http) -> None:
    refused = staff.post("/v1/option-models", {"model": chassis(colour="red"), "products": PRODUCTS})
    assert refused.status == 422
    assert refused.json["errors"][0]["field"] == "model.colour"


def test_an_earlier_version_comes_back_and_history_tells(staff: Http, hand_in: Publish, clock: Clock) -> None:
    first = hand_in(chassis())["version"]
    clock.advance(days=1)
    second = hand_in(chassis(rules=[]))["version"]
    staff = staff.signed_in("acc_staff", "catalogue")

    history = staff.get("/v1/option-models/chassis?lang=zh").json
    assert history["title"] == "机箱"
    assert history["products"] == PRODUCTS
    assert [(v["version"], v["number"], v["active"]) for v in history["versions"]] == [(second, 2, True), (first, 1, False)]  # fmt: skip
    assert history["document"]["rules"] == []
    [listed] = staff.get("/v1/option-models").json["items"]
    assert (listed["id"], listed["number"], listed["configurations"]) == ("chassis", 2, "14")

    back = staff.post("/v1/option-models/chassis/activate", {"version": first})
    assert back.status == 200
    assert staff.get("/v1/products/CHASSIS-4/options").json["version"] == first
    assert staff.get(f"/v1/products/CHASSIS-4/options?version={second}").json["number"] == 2
    assert staff.post("/v1/option-models/chassis/activate", {"version": "nothing"}).status == 404


def test_what_was_asked_for_last_wins_however_long_the_jobs_take(staff: Http, clock: Clock) -> None:
    def handed_in(**changes: Any) -> str:
        clock.advance(seconds=1)
        given = staff.post("/v1/option-models", {"model": chassis(**changes), "products": PRODUCTS})
        return str(given.json["id"])

    def outcome(publication: str) -> dict[str, Any]:
        publications.run(publication)
        told: dict[str, Any] = staff.get(f"/v1/option-models/publications/{publication}").json
        return told

    slow, quick = handed_in(), handed_in(rules=[])
    newest = outcome(quick)["version"]
    assert "handed in or chosen later" in places(outcome(slow))["model"]
    assert staff.get("/v1/products/CHASSIS-4/options").json["version"] == newest

    other, slow = outcome(handed_in(title={"en": "Other"}))["version"], handed_in()
    clock.advance(seconds=1)
    staff.post("/v1/option-models/chassis/activate", {"version": newest})
    assert outcome(slow)["state"] == "refused"
    assert staff.get("/v1/products/CHASSIS-4/options").json["version"] == newest != other


def test_a_product_that_is_no_longer_named_cannot_be_configured(staff: Http, hand_in: Publish) -> None:
    hand_in(chassis())
    hand_in(chassis(), ["CHASSIS-7"])
    assert staff.get("/v1/products/CHASSIS-4/options").status == 404
    assert staff.get("/v1/products/CHASSIS-7/options").status == 200


def test_only_who_keeps_the_catalogue_publishes(client: Http, shop: None) -> None:
    body = {"model": chassis(), "products": []}
    assert client.post("/v1/option-models", body).status == 401
    assert client.signed_in("acc_1").post("/v1/option-models", body).status == 403
    assert client.signed_in("acc_1", "finance").get("/v1/option-models").status == 403
    assert client.signed_in("acc_1", "catalogue").get("/v1/option-models/publications/pub_x").status == 404


def test_a_publication_that_broke_off_is_taken_up_again_and_given_up_in_the_end(staff: Http, clock: Clock) -> None:
    given = staff.post("/v1/option-models", {"model": chassis(), "products": PRODUCTS}).json["id"]
    item = publications.store.find_publication(given)
    assert item is not None
    for _ in range(publications.MAX_ATTEMPTS):
        publications.store.take_publication(item, kit_clock.now())  # and then the job died
        clock.advance(minutes=16)
    publications.resume(kit_clock.now() + timedelta(seconds=1))
    told = staff.signed_in("acc_staff", "catalogue").get(f"/v1/option-models/publications/{given}").json
    assert told["state"] == "failed"
    assert "broke off" in told["problems"][0]["reason"]


def test_a_job_that_runs_twice_publishes_once(staff: Http) -> None:
    given = staff.post("/v1/option-models", {"model": chassis(), "products": PRODUCTS}).json["id"]
    for _ in range(2):
        jobs.run(jobs.Job(publications.JOB, given))
    assert staff.get(f"/v1/option-models/publications/{given}").json["state"] == "published"
    assert len(staff.get("/v1/option-models/chassis").json["versions"]) == 1


def test_a_model_compiled_by_earlier_code_is_compiled_again_before_a_customer_asks(
    staff: Http, hand_in: Publish, folder: Path
) -> None:
    hand_in(chassis())
    [ready] = folder.glob("files/configurator/versions/*/ready-*.msgpack")
    ready.unlink()

    publications.compile_anew(kit_clock.now())
    finish_jobs(publications.COMPILE_JOB)

    assert ready.exists()
    assert staff.get("/v1/products/CHASSIS-4/options").status == 200
