"""Whose request it is, with and without the edge before us."""

from __future__ import annotations

import pytest
from chalice.app import Request

from chalicelib.kit.config import config
from chalicelib.kit.network import viewer_address


def request(headers: dict[str, str]) -> Request:
    return Request(
        {
            "multiValueQueryStringParameters": None,
            "headers": headers,
            "pathParameters": None,
            "requestContext": {"httpMethod": "GET", "resourcePath": "/", "identity": {"sourceIp": "198.51.100.7"}},
            "body": None,
            "stageVariables": None,
        }
    )


@pytest.fixture(autouse=True)
def edge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTICO_EDGE_SECRET", "only-the-edge-knows")
    config.cache_clear()


def test_the_edge_is_believed_about_the_viewer() -> None:
    headers = {"x-portico-edge": "only-the-edge-knows", "x-forwarded-for": "6.6.6.6, 203.0.113.9, 198.51.100.7"}
    assert viewer_address(request(headers)) == "203.0.113.9"


@pytest.mark.parametrize("shown", [{}, {"x-portico-edge": "a-guess"}])
def test_nobody_else_is(shown: dict[str, str]) -> None:
    headers = shown | {"x-forwarded-for": "203.0.113.9, 198.51.100.7"}
    assert viewer_address(request(headers)) == "198.51.100.7"
