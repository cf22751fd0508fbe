"""Configuring a product over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.configurator.book import ModelVersion
from tests.configurator.conftest import chassis
from tests.support.http import Http

Publish = Callable[..., ModelVersion]
PRODUCT = "/v1/products/CHASSIS-4"


@pytest.fixture
def live(publish: Publish) -> ModelVersion:
    """The chassis' model, as customers see it."""
    return publish(chassis())


def test_options_stand_in_groups_in_the_customers_language(client: Http, live: ModelVersion) -> None:
    answer = client.get(f"{PRODUCT}/options?lang=zh")

    assert answer.status == 200
    view = answer.json
    assert (view["title"], view["version"], view["number"]) == ("4槽机箱", live.version, 1)
    assert view["base_price"] == {"amount": 100_000, "currency": "USD"}
    assert [group["title"] for group in view["groups"]] == ["电源", "业务板"]
    card, transceivers = view["groups"][1]["options"]
    assert [value["title"] for value in card["values"]] == ["电口板", "光口板", "无"]
    assert transceivers["parent"] == {"option": "card", "values": ["fibre"]}
    assert transceivers["kind"] == "quantity"
    assert [value["value"] for value in transceivers["values"]] == [0, 1, 2, 3, 4, "absent"]
    assert transceivers["values"][-1]["title"] == "不适用"
    assert view["option_count"] == 3


def test_the_products_that_can_be_configured_are_named_for_the_shops_pages(client: Http, live: ModelVersion) -> None:
    answer = client.get("/v1/configurable-products")

    assert answer.json == {"skus": ["CHASSIS-4", "CHASSIS-7"]}


def test_states_and_prices_follow_the_choices(client: Http, live: ModelVersion) -> None:
    answer = client.post(f"{PRODUCT}/configurations", {"choices": {"power": "ac"}})

    assert answer.status == 200
    states = {option["option"]: {v["value"]: v["state"] for v in option["values"]} for option in answer.json["options"]}
    assert states["power"] == {"ac": "chosen", "dc": "selectable"}
    assert states["card"] == {"copper": "selectable", "fibre": "blocked", "none": "selectable"}
    assert states["card/optics/transceivers"]["absent"] == "forced"
    assert (answer.json["decided"], answer.json["option_count"], answer.json["complete"]) == (2, 3, False)
    assert answer.json["price"]["amount"] == 105_000
    assert answer.json["lowest_price"]["amount"] == 105_000


def test_a_blocked_value_is_explained_and_can_be_repaired(client: Http, live: ModelVersion) -> None:
    asked = {"choices": {"power": "ac"}, "option": "card", "value": "fibre"}

    answer = client.post(f"{PRODUCT}/configurations/explain?lang=zh", asked)

    assert answer.status == 200
    power = {"option": "power", "option_title": "电源模块", "value": "ac", "value_title": "交流"}
    assert answer.json == {
        "choices": [power],
        "rules": [{"id": "fibre-dc", "reason": "光口板需要直流电源。"}],
        "repairs": [[power]],
        "possible": False,
    }


def test_what_the_rest_can_be_is_filled_in(client: Http, live: ModelVersion) -> None:
    answer = client.post(f"{PRODUCT}/configurations/complete", {"choices": {"card": "fibre"}})

    assert answer.status == 200
    assert answer.json["choices"] == {"power": "dc", "card": "fibre", "card/optics/transceivers": 0}
    assert answer.json["price"]["amount"] == 112_000
    assert [added["value"] for added in answer.json["added"]] == [0]


def test_choices_that_contradict_each_other_are_refused_with_the_reason(client: Http, live: ModelVersion) -> None:
    answer = client.post(f"{PRODUCT}/configurations", {"choices": {"power": "ac", "card": "fibre"}})

    assert (answer.status, answer.code) == (409, "choices_contradict")
    assert answer.json["why"]["rules"] == [{"id": "fibre-dc", "reason": "The fibre card needs DC power."}]
    assert len(answer.json["why"]["repairs"]) == 2


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"wings": "x"}, "choices.wings"),
        ({"power": "gas"}, "choices.power"),
        ({"power": 7}, "choices.power"),
        ({"card/optics/transceivers": "4"}, "choices.card/optics/transceivers"),
        ({"card/optics/transceivers": 5}, "choices.card/optics/transceivers"),
    ],
)
def test_a_tampered_choice_is_refused(client: Http, live: ModelVersion, choices: dict[str, Any], field: str) -> None:
    answer = client.post(f"{PRODUCT}/configurations", {"choices": choices})

    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


@pytest.mark.parametrize("sku", ["ROUTER", "UNKNOWN"])
def test_a_product_without_a_model_cannot_be_configured(client: Http, live: ModelVersion, sku: str) -> None:
    assert client.get(f"/v1/products/{sku}/options").code == "not_configurable"
    assert client.post(f"/v1/products/{sku}/configurations", {"choices": {}}).status == 404


def test_an_unknown_version_is_refused(client: Http, live: ModelVersion) -> None:
    assert client.get(f"{PRODUCT}/options?version=nothing").status == 404
    assert client.post(f"{PRODUCT}/configurations", {"choices": {}, "version": "../x"}).status == 404
