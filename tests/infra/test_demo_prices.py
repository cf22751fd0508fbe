"""The demo's price lists and promotions fit what they are written into."""

from __future__ import annotations

from infra.demo.people import GROUPS, ORGANISATIONS
from infra.demo.prices import LISTS, PROMOTIONS


def test_every_list_is_for_somebody_of_the_demo() -> None:
    members = {email for organisation in ORGANISATIONS for email in organisation.members}
    for each in LISTS:
        if each.kind in ("contract", "company"):
            assert each.owner in members
        elif each.kind == "group":
            assert each.owner in GROUPS.values()
        else:
            assert not each.owner


def test_prices_fall_with_the_quantity() -> None:
    for each in LISTS:
        for _, shares in each.shares:
            assert [start for start, _ in shares] == sorted({start for start, _ in shares})
            assert [percent for _, percent in shares] == sorted((percent for _, percent in shares), reverse=True)


def test_every_promotion_is_one_that_staff_could_make(store: None) -> None:
    from chalicelib.kit import clock
    from chalicelib.pricing import promotion_views, promotions
    from infra.local.demo_prices import definition

    for each in PROMOTIONS:
        made = promotions.make(promotion_views.promotion_of(definition(each)), clock.now())
        assert made.promotion.name == {"en": each.name.en, "zh": each.name.zh}


def test_the_demo_is_written_once(store: None) -> None:
    from chalicelib.kit import clock
    from chalicelib.pricing import promotions
    from infra.local import demo_prices

    for _ in range(2):
        demo_prices.write(clock.now())
    assert len(promotions.listed()) == len(PROMOTIONS)
