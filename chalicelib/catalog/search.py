"""Search in a release: words, filters, order, pages. Facets are counted in facets.py."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from tantivy import FieldType, Occur, Order, Query

from chalicelib.catalog import facets
from chalicelib.catalog.release import Release
from chalicelib.catalog.schemas import Facet, SearchQuery
from chalicelib.catalog.words import MIN_TYPO_LENGTH, Word, folded, one_typo_away, pairs, query_words, singular
from chalicelib.kit.errors import Conflict, Invalid

MAX_WORDS = 12
_TITLE_BOOST, _CODE_BOOST, _PREFIX_SCORE = 2.0, 50.0, 0.5
_MIN_CODE_PREFIX = 3


class CatalogueChanged(Conflict):
    title = "The catalogue has changed since the first page; start from there again"


class _Answer(msgspec.Struct, frozen=True):
    """`SearchAnswer` with its hits ready encoded."""

    items: list[msgspec.Raw]
    total: int
    facets: list[Facet]
    next_cursor: str | None
    corrected: str | None = None


@dataclass(frozen=True)
class Filters:
    """What narrows a search, by the facet it belongs to. Prices are those that hold now."""

    words: Query
    by_facet: dict[str, Query]
    on_sale: Query | None
    """Products whose sale price holds now by its window; None where there are none."""
    windows: tuple[str, ...] = ()
    """The ids of those windows."""

    def query(self, without: str | None = None, also: Sequence[tuple[Any, Query]] = ()) -> Query:
        """All of it, but for one facet's own selection."""
        parts = [self.words, *(query for name, query in self.by_facet.items() if name != without)]
        if len(parts) == 1 and not also:
            return self.words
        return Query.boolean_query([*((Occur.Must, part) for part in parts), *also])


def search_json(release: Release, query: SearchQuery, now: datetime) -> bytes:
    """A `SearchAnswer` as JSON. Raises CatalogueChanged for a cursor of another release, Invalid for a broken one."""
    offset = _offset(query.cursor, release.id)
    filters, corrected = _filters(release, query, now)
    numbers, total = _hits(release, query, filters, offset)
    following = offset + len(numbers)
    answer = _Answer(
        [msgspec.Raw(release.hit_json(number, query.lang, now)) for number in numbers],
        total,
        facets.counted(release, query, filters),
        _cursor(release.id, following) if following < total and numbers else None,
        corrected,
    )
    return msgspec.json.encode(answer)


def top_hits(release: Release, query: SearchQuery, now: datetime) -> list[bytes]:
    """The first `Hit`s as JSON, without counting anything."""
    filters, _ = _filters(release, query, now)
    found = release.searcher.search(filters.query(), query.limit, count=False)
    return [release.hit_json(number, query.lang, now) for number in release.numbers([a for _, a in found.hits])]


def _filters(release: Release, query: SearchQuery, now: datetime) -> tuple[Filters, str | None]:
    windows = tuple(window.id for window in release.manifest.windows if window.holds(now))
    on_sale = Query.term_set_query(release.schema, "window", list(windows)) if windows else None
    filters = Filters(Query.all_query(), _by_facet(release, query, on_sale), on_sale, windows)
    words = query_words(query.q)[:MAX_WORDS]
    if not words:
        # A query of signs alone finds nothing rather than everything.
        return (replace(filters, words=Query.empty_query()) if query.q.strip() else filters), None
    whole = replace(filters, words=_matching(release, words, query.q))
    if _finds(release, whole):
        return whole, None
    mended = [_mended(release, word) for word in words]
    if mended != words:
        text = " ".join(word.text for word in mended)
        corrected = replace(filters, words=_matching(release, mended, text))
        if _finds(release, corrected):
            return corrected, text
    return replace(filters, words=_nearly_matching(release, words)), None


def _finds(release: Release, filters: Filters) -> bool:
    return bool(release.searcher.search(filters.query(), 1, count=False).hits)


def _matching(release: Release, words: list[Word], text: str) -> Query:
    """Products with all words (the last one may be unfinished), or with the code that the whole text is."""
    schema = release.schema
    must = [(Occur.Must, _word(release, word, last=word is words[-1])) for word in words]
    titles = [
        (Occur.Should, Query.boost_query(_term(release, "title", term), _TITLE_BOOST))
        for word in words
        for term in _terms(word)
    ]
    code = Query.term_query(schema, "codes", folded(text.strip()), "basic")
    either = [
        (Occur.Should, Query.boolean_query([*must, *titles])),
        (Occur.Should, Query.boost_query(code, _CODE_BOOST)),
    ]
    return Query.boolean_query(either)


def _terms(word: Word) -> list[str]:
    return (pairs(word.text) or [word.text]) if word.is_cjk else [word.text]


def _word(release: Release, word: Word, *, last: bool) -> Query:
    if word.is_cjk:
        return _cjk(release, word)
    either = [(Occur.Should, _term(release, "words", word.text))]
    single = singular(word.text)
    if single != word.text:
        either.append((Occur.Should, _term(release, "words", single)))
    if last:
        either.append((Occur.Should, _prefix(release, "words", word.text)))
        if len(word.text) >= _MIN_CODE_PREFIX and any(character.isdigit() for character in word.text):
            either.append((Occur.Should, _prefix(release, "codes", word.text)))
    return either[0][1] if len(either) == 1 else Query.boolean_query(either)


def _cjk(release: Release, word: Word) -> Query:
    """Two of three neighbouring pairs suffice, so that words join up: `华为手机` finds `华为 … 手机`."""
    terms = _terms(word)
    if len(terms) == 1:
        return _term(release, "words", terms[0])
    needed = -(-2 * len(terms) // 3)
    return Query.boolean_query([(Occur.Should, _term(release, "words", term)) for term in terms], needed)


def _term(release: Release, field: str, text: str) -> Query:
    return Query.term_query(release.schema, field, text, "freq")


def _prefix(release: Release, field: str, text: str) -> Query:
    exact_prefix = Query.fuzzy_term_query(release.schema, field, text, distance=0, prefix=True)
    return Query.const_score_query(exact_prefix, _PREFIX_SCORE)


def _mended(release: Release, word: Word) -> Word:
    """The commonest known word that one typo turns into this unknown one; itself where there is none."""
    if word.is_cjk or len(word.text) < MIN_TYPO_LENGTH or word.text in release.vocabulary:
        return word
    known = [(release.vocabulary[near], near) for near in one_typo_away(word.text) if near in release.vocabulary]
    return Word(max(known, key=lambda found: (found[0], found[1]))[1]) if known else word


def _nearly_matching(release: Release, words: list[Word]) -> Query:
    """Products with all words, one typo allowed in each long one and loose Chinese characters in any order."""
    must = []
    for word in words:
        if word.is_cjk:
            found = [(Occur.Must, _term(release, "words", character)) for character in word.text]
            must.append((Occur.Must, Query.boolean_query(found)))
        elif len(word.text) >= MIN_TYPO_LENGTH:
            last = word is words[-1]
            fuzzy = Query.fuzzy_term_query(release.schema, "words", word.text, distance=1, prefix=last)
            must.append((Occur.Must, fuzzy))
        else:
            must.append((Occur.Must, _term(release, "words", word.text)))
    return Query.boolean_query(must)


def _by_facet(release: Release, query: SearchQuery, on_sale: Query | None) -> dict[str, Query]:
    schema = release.schema
    found: dict[str, Query] = {}
    if query.category:
        depth = query.category.count(".") + 1
        known = query.category in release.categories
        found["category"] = (
            Query.term_query(schema, f"category_{depth}", query.category, "basic") if known else Query.empty_query()
        )
    if query.brand:
        spelled = [release.brand_spellings.get(folded(brand), brand) for brand in query.brand]
        found["brand"] = Query.term_set_query(schema, "brand", spelled)
    if query.price_min is not None or query.price_max is not None:
        found["price"] = _price_between(release, query.price_min, query.price_max, on_sale)
    if query.in_stock is not None:
        found["in_stock"] = Query.term_query(schema, "in_stock", query.in_stock, "basic")
    if query.label:
        found["label"] = Query.term_query(schema, "label", query.label, "basic")
    for name, values in query.attr.items():
        pairs_ = [f"{name}={value}" for value in values]
        found[f"attr.{name}"] = Query.boolean_query(
            [(Occur.Should, Query.term_set_query(schema, field, pairs_)) for field in ("attr", "uncounted_attr")]
        )
    return found


def _price_between(release: Release, low: int | None, high: int | None, on_sale: Query | None) -> Query:
    def between(field: str) -> Query:
        return Query.range_query(release.schema, field, FieldType.Integer, low, high)

    if on_sale is None:
        return between("price")
    return Query.boolean_query(
        [
            (Occur.Should, Query.boolean_query([(Occur.Must, between("price")), (Occur.MustNot, on_sale)])),
            (Occur.Should, Query.boolean_query([(Occur.Must, between("sale")), (Occur.Must, on_sale)])),
        ]
    )


def _hits(release: Release, query: SearchQuery, filters: Filters, offset: int) -> tuple[list[int], int]:
    """Product numbers of one page, and how many there are in all."""
    if query.sort in ("price_asc", "price_desc"):
        return _by_price(release, query, filters, offset)
    order: dict[str, Any] = {
        "relevance": {},
        "newest": {"order_by_field": "newest", "order": Order.Desc},
        "title": {"order_by_field": f"title_{query.lang}", "order": Order.Asc},
    }[query.sort]
    found = release.searcher.search(filters.query(), query.limit, offset=offset, **order)
    return release.numbers([address for _, address in found.hits]), found.count or 0


def _by_price(release: Release, query: SearchQuery, filters: Filters, offset: int) -> tuple[list[int], int]:
    """By the price that holds now: two ordered lists, of those on sale and the others, merged."""
    order = Order.Asc if query.sort == "price_asc" else Order.Desc
    if filters.on_sale is None:
        found = release.searcher.search(
            filters.query(), query.limit, offset=offset, order_by_field="price", order=order
        )
        return release.numbers([address for _, address in found.hits]), found.count or 0
    merged: list[tuple[int, int]] = []
    total = 0
    for field, occur in (("price", Occur.MustNot), ("sale", Occur.Must)):
        part = filters.query(also=[(occur, filters.on_sale)])
        found = release.searcher.search(part, offset + query.limit, order_by_field=field, order=order)
        total += found.count or 0
        prices = [price for price, _ in found.hits]
        merged += zip(prices, release.numbers([address for _, address in found.hits]), strict=True)
    sign = 1 if order == Order.Asc else -1
    merged.sort(key=lambda found: (sign * found[0], found[1]))
    return [number for _, number in merged[offset : offset + query.limit]], total


def _cursor(release: str, offset: int) -> str:
    return base64.urlsafe_b64encode(f"{release}:{offset}".encode()).rstrip(b"=").decode()


def _offset(cursor: str | None, release: str) -> int:
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        raise _broken_cursor() from None
    made_in, _, offset = text.rpartition(":")
    if not (offset.isdigit() and len(offset) <= 9 and made_in.startswith("rel_")):
        raise _broken_cursor()
    if made_in != release:
        raise CatalogueChanged()
    return int(offset)


def _broken_cursor() -> Invalid:
    return Invalid("Take the cursor from the answer before.", fields={"cursor": "is not one that we gave"})
