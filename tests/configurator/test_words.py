"""Reasons and titles that a person can read without seeing the page."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.configurator.book import ModelVersion
from tests.configurator.conftest import chassis
from tests.support.http import Http

PATH = "/v1/products/CHASSIS-4/configurations"
Publish = Callable[..., ModelVersion]


def test_an_option_of_a_module_is_named_with_what_brings_it(client: Http, publish: Publish) -> None:
    publish(chassis())
    asked = {"choices": {"card": "copper"}, "option": "card/optics/transceivers", "value": 2}

    english = client.post(f"{PATH}/explain", asked).json
    chinese = client.post(f"{PATH}/explain?lang=zh", asked).json

    assert [rule["reason"] for rule in english["rules"]] == ["Card: Transceivers comes only with Card: Fibre card."]
    assert [rule["reason"] for rule in chinese["rules"]] == ["只有选用业务板：光口板时才有业务板：光模块。"]


def test_what_the_author_says_comes_before_what_follows_from_modules(client: Http, publish: Publish) -> None:
    publish(chassis())
    asked = {"choices": {"power": "ac"}, "option": "card/optics/transceivers", "value": 2}

    told = client.post(f"{PATH}/explain", asked).json

    assert [rule["id"] for rule in told["rules"]] == ["fibre-dc", "card/optics/transceivers with its module"]


def test_a_rule_without_a_reason_is_named(client: Http, publish: Publish) -> None:
    document = chassis()
    del document["rules"][0]["reason"]
    publish(document)
    told = client.post(f"{PATH}/explain", {"choices": {"power": "ac"}, "option": "card", "value": "fibre"}).json
    assert told["rules"] == [{"id": "fibre-dc", "reason": "fibre-dc"}]


def test_a_value_that_can_be_had_needs_no_reason(client: Http, publish: Publish) -> None:
    publish(chassis())
    told = client.post(f"{PATH}/explain", {"choices": {}, "option": "card", "value": "fibre"}).json
    assert told == {"choices": [], "rules": [], "repairs": [], "possible": True}


def test_a_title_in_one_language_serves_both(client: Http, publish: Publish) -> None:
    document = chassis()
    document["options"][0]["title"] = {"en": "Power module"}
    document["groups"] = {}
    publish(document)
    groups = client.get("/v1/products/CHASSIS-4/options?lang=zh").json["groups"]
    assert [group["title"] for group in groups] == ["power", "cards"]
    assert groups[0]["options"][0]["title"] == "Power module"
