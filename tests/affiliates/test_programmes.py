"""Programmes as staff keep them: figures, rules in the order in which they win, and trying them out."""

from __future__ import annotations

from typing import Any

from tests.affiliates.partners import Partners

USD = {"currency": "USD"}


def programme_of(partners: Partners, programme_id: str) -> Any:
    return partners.finance.get(f"/v1/affiliate-programs/{programme_id}").json


def phrases(shown: Any) -> list[tuple[str, Any]]:
    return [(one["code"], one["params"]) for one in shown]


def test_a_programme_tells_staff_its_members_who_waits_and_what_it_gave(partners: Partners) -> None:
    eve = partners.member(percent="10")
    order = eve.sells({"ROUTER-1": 2})
    partners.refunds(order, {"ROUTER-1": 1})
    programme = eve.promoter.programme_id
    ben = partners.shop.http.signed_in("acc_ben")
    shown = programme_of(partners, programme)
    assert (shown["members"], shown["waiting"], shown["earned"]) == (1, 0, {"amount": 900, **USD})
    closed = {name: shown[name] for name in ("name", "currency", "terms")} | {"approval": "manual"}
    assert partners.finance.put(
        f"/v1/affiliate-programs/{programme}", {"lock": shown["lock"], "definition": closed}
    ).json["approval"] == ("manual")
    asked = {"display_name": "Ben", "accept_terms": True, "programme_id": programme}
    waiting = ben.post("/v1/affiliates", asked).json["id"]
    assert [programme_of(partners, programme)[name] for name in ("members", "waiting")] == [1, 1]
    partners.finance.post(f"/v1/affiliates/{waiting}/approve")
    [listed] = partners.finance.get("/v1/affiliate-programs").json["items"]
    assert (listed["members"], listed["waiting"]) == (2, 0)
    assert ben.get("/v1/affiliate-programs").json["items"][0]["members"] is None


def test_rules_stand_in_the_order_in_which_they_win(partners: Partners) -> None:
    eve = partners.member(percent="4")
    programme = eve.promoter.programme_id
    partners.rule(programme, {"kind": "percent_of_order", "percent": "5"}, when={"brands": ["Acme"]})
    fixed = {"kind": "fixed_per_piece", "amount": {"amount": 250, **USD}}
    partners.rule(programme, fixed, when={"skus": ["A", "B", "C", "D", "E"]}, recurring_months=6)
    rules = programme_of(partners, programme)["rules"]
    assert [rule["words"] for rule in rules] == [
        "2.50 USD per piece · SKU A, B, C and 2 more · again for 6 months",
        "5 % of the order · brand Acme",
        "4 % of the line · everything",
    ]
    assert phrases(rules[0]["phrases"]) == [
        ("fixed_per_piece", {"amount": 250, **USD}),
        ("skus", {"names": ["A", "B", "C"], "more": 2}),
        ("recurring", {"months": 6}),
    ]


def test_a_rule_that_somebody_else_changed_meanwhile_is_not_overwritten(partners: Partners) -> None:
    eve = partners.member(percent="4")
    shown = programme_of(partners, eve.promoter.programme_id)
    path = f"/v1/affiliate-programs/{shown['id']}/rules/{shown['rules'][0]['id']}"

    def to(percent: str) -> Any:
        rule = {"reward": {"kind": "percent_of_line", "percent": percent}}
        return partners.finance.put(path, {"lock": shown["lock"], "rule": rule})

    assert to("5").json["rules"][0]["reward"]["percent"] == "5"
    assert to("6").code == "programme_changed"


def test_an_order_can_be_tried_out_before_anybody_clicks(partners: Partners) -> None:
    eve = partners.member(percent="4", groups=["press"])
    programme = eve.promoter.programme_id
    press = partners.rule(programme, {"kind": "percent_of_line", "percent": "20"}, when={"groups": ["press"]})
    path = f"/v1/affiliate-programs/{programme}/try"
    lines = [{"sku": "ROUTER-1", "quantity": 2}, {"sku": "CABLE-1", "net": {"amount": 500, **USD}}]
    tried = partners.finance.post(path, {"lines": lines}).json
    assert [line["amount"]["amount"] for line in tried["lines"]] == [720, 20]  # 4 % of 179.98 and of 5.00
    assert (tried["amount"], tried["net"]) == ({"amount": 740, **USD}, {"amount": 18_498, **USD})
    assert tried["lines"][0]["words"] == "4 % of the line · everything"
    membership = {"programme_id": programme, "group": "press"}
    partners.finance.put(f"/v1/affiliates/{eve.id}/membership", membership)
    [line] = partners.finance.post(path, {"lines": lines[:1], "member_id": eve.id}).json["lines"]
    assert (line["amount"]["amount"], line["rule_id"]) == (3600, press)
    unknown = partners.finance.post(path, {"lines": [{"sku": "NOTHING"}]})
    assert unknown.json["errors"][0]["field"] == "lines.0.sku"
    assert eve.http.post(path, {"lines": lines}).status == 403
