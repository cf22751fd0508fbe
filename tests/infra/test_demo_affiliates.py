"""The demo's affiliate programme: open to whoever comes, made once however often it is seeded."""

from __future__ import annotations

from infra.local import demo
from tests.support.http import Http


def test_the_demo_has_one_open_programme_with_its_rules(store: None, client: Http) -> None:
    demo._affiliates()
    demo._affiliates()
    (programme,) = client.signed_in("acc_fin", "finance").get("/v1/affiliate-programs").json["items"]
    assert (programme["approval"], programme["active"], len(programme["rules"])) == ("open", True, 3)
