"""A table row, an error and facts to try the kit with."""

from __future__ import annotations

from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kit.errors import Conflict
from chalicelib.kit.facts import Fact
from chalicelib.kit.tables import IntegerAttribute, Table, get, meta

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Jar(Table):
    """Something countable under a key, in a table that the template has."""

    Meta = meta("pricing")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="jar")
    sweets = IntegerAttribute(default=0)
    label = UnicodeAttribute(null=True)


class JarTaken(Conflict):
    title = "There is such a jar"


class JarEmpty(Conflict):
    title = "No sweets are left"


class JarMissing(Conflict):
    title = "There is no such jar"


class SweetEaten(Fact, frozen=True):
    TYPE = "kit.sweet_eaten.v1"
    jar: str


class SweetSeen(Fact, frozen=True):
    TYPE = "kit.sweet_seen.v1"
    jar: str


def sweets_in(name: str) -> int | None:
    """How many sweets the stored jar holds; None where there is none."""
    jar = get(Jar, name, "jar")
    return jar.sweets if jar else None


def new_jar(name: str, sweets: int = 0) -> Jar:
    return Jar(name, "jar", sweets=sweets)
