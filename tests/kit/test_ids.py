"""Ids sort by their time of making and come from a closed list of kinds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.kit import ids
from tests.kit.parts import NOON


def test_ids_sort_by_the_moment_of_their_making():
    moments = [NOON + timedelta(milliseconds=number * 37) for number in range(200)]
    made = [ids.new_id("ord", moment) for moment in moments]
    assert made == sorted(made)


def test_ids_of_one_moment_differ():
    assert len({ids.new_id("ord", NOON) for _ in range(1000)}) == 1000


def test_an_id_is_short_lower_case_and_free_of_letters_that_look_like_digits():
    prefix, _, rest = ids.new_id("cart", NOON).partition("_")
    assert (prefix, len(rest)) == ("cart", 26)
    assert set(rest) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown id prefix"):
        ids.new_id("thing", NOON)


def test_secret_tokens_differ_and_fit_a_url():
    tokens = {ids.secret_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
