"""Search in a release: words, filters, order, pages. Facets are counted in facets.py."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
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
DEEPEST = 10_000
"""How many products of a result can be paged through: the index collects all that come before a page, and sorts them."""
_TITLE_BOOST, _CODE_BOOST, _PREFIX_SCORE = 2.0, 50.0, 0.5
_MIN_CODE_PREFIX = 3
_PREFIX_TERMS = 30
"""How many words a beginning may stand for: the commonest."""


class CatalogueChanged(Conflict):
    title = "The catalogue has changed since the first page; start from there again"


class _Answer(msgspec.Struct, frozen=True):
    """`SearchAnswer` with its hits ready encoded."""

    items: list[msgspec.Raw]
    total: int
    facets: list[Facet]
    next_cursor: str | None
    corrected: str | None = None


class Filters(msgspec.Struct, frozen=True):
    """What narrows a search, by the facet it belongs to. Prices are those that hold now."""

    words: Query
    """Which products have the words."""
    ranking: Query
    """The same products, the better ones with a higher score."""
    by_facet: dict[str, Query]
    on_sale: Query | None
    """Products whose sale price holds now by its window; None where there are none."""
    windows: tuple[str, ...] = ()
    """The ids of those windows."""
    prices: tuple[Query, Query] | None = None
    """Where prices are filtered and some products are on sale: the range of usual prices, and of sale prices."""
    sought: str = ""
    """What `words` looks for, and how exactly; empty: there are no words to look for."""

    def query(
        self, without: str | None = None, also: Sequence[tuple[Any, Query]] = (), *, ranked: bool = False
    ) -> Query:
        """All of it, but for one facet's own selection."""
        words = self.ranking if ranked else self.words
        parts = [words, *(query for name, query in self.by_facet.items() if name != without)]
        if len(parts) == 1 and not also:
            return words
        return Query.boolean_query([*((Occur.Must, part) for part in parts), *also])

    def parts(self, without: str | None = None, *, ranked: bool = False) -> list[Query]:
        """The same as queries of which each product matches one: two conjunctions, which are followed from one match to the
        next, cost a third of the one that has both prices' ranges in an alternative, which is worked out for all products."""
        if self.prices is None or self.on_sale is None or without == "price":
            return [self.query(without, ranked=ranked)]
        usual, reduced = (Query.const_score_query(prices, 0) for prices in self.prices)
        others = msgspec.structs.replace(
            self, by_facet={name: query for name, query in self.by_facet.items() if name != "price"}
        )
        return [
            others.query(without, [(Occur.Must, usual), (Occur.MustNot, self.on_sale)], ranked=ranked),
            others.query(
                without, [(Occur.Must, Query.const_score_query(self.on_sale, 0)), (Occur.Must, reduced)], ranked=ranked
            ),
        ]

    def searching(self, sought: str, words: Query, ranking: Query | None = None) -> Filters:
        """The same filters for other words."""
        return msgspec.structs.replace(self, words=words, ranking=ranking or words, sought=sought)


def search_json(release: Release, query: SearchQuery, now: datetime) -> bytes:
    """A `SearchAnswer` as JSON. Raises CatalogueChanged for a cursor of another release, Invalid for a broken one."""
    end = min(DEEPEST, release.manifest.products)
    offset = _offset(query.cursor, release.id, end)
    found = _found(release, msgspec.structs.replace(query, limit=min(query.limit, end - offset)), now, offset)
    numbers, total, filters = found.numbers, found.total, found.filters
    following = offset + len(numbers)
    answer = _Answer(
        [msgspec.Raw(release.hit_json(number, query.lang, now)) for number in numbers],
        total,
        facets.counted(release, query, filters),
        _cursor(release.id, following) if following < min(total, end) and numbers else None,
        found.corrected,
    )
    return msgspec.json.encode(answer)


def top_hits(release: Release, query: SearchQuery, now: datetime) -> list[bytes]:
    """The first `Hit`s as JSON, without facets."""
    return [release.hit_json(number, query.lang, now) for number in _found(release, query, now, 0).numbers]


class _Found(msgspec.Struct, frozen=True):
    numbers: list[int]
    total: int
    filters: Filters
    corrected: str | None = None


def _found(release: Release, query: SearchQuery, now: datetime, offset: int) -> _Found:
    """One page. Where nothing has the words as they are, typos are mended, and then looked over."""
    windows = tuple(window.id for window in release.manifest.windows if window.holds(now))
    on_sale = _any_of(release, "window", windows) if windows else None
    everything = Query.all_query()
    prices = _price_ranges(release, query) if on_sale is not None else None
    filters = Filters(everything, everything, _by_facet(release, query, on_sale), on_sale, windows, prices)
    words = query_words(query.q)[:MAX_WORDS]
    if not words and query.q.strip():  # a query of signs alone finds nothing rather than everything
        return _Found([], 0, filters.searching(query.q, Query.empty_query()))
    for attempt, corrected in _attempts(release, filters, words, query.q):
        numbers, total = _hits(release, query, attempt, offset)
        if total:
            return _Found(numbers, total, attempt, corrected)
    return _Found([], 0, attempt)


def _attempts(release: Release, filters: Filters, words: list[Word], text: str) -> Iterator[tuple[Filters, str | None]]:
    """What to search for, the exact thing first; the next only where the one before finds nothing."""
    if not words:
        yield filters, None
        return
    yield filters.searching(f"exactly {text}", *_matching(release, words, text)), None
    mended = [_mended(release, word) for word in words]
    if mended != words:
        corrected = " ".join(word.text for word in mended)
        yield filters.searching(f"exactly {corrected}", *_matching(release, mended, corrected)), corrected
    yield filters.searching(f"nearly {text}", _nearly_matching(release, words)), None


def _matching(release: Release, words: list[Word], text: str) -> tuple[Query, Query]:
    """Products with all words (the last one may be unfinished), or with the code that the whole text is; and ranked."""
    must = [(Occur.Must, _word(release, word, last=word is words[-1])) for word in words]
    titles = [
        (Occur.Should, Query.boost_query(_term(release, "title", term), _TITLE_BOOST))
        for word in words
        for term in _terms(word)
    ]
    if not words[-1].is_cjk:
        titles += [(Occur.Should, _begun(release, "title", term)) for term in _beginnings(release, words[-1])]
    named = folded(text.strip())
    if not release.searcher.doc_freq(
        "codes", named
    ):  # an alternative less is a conjunction that follows its rarest part
        return Query.boolean_query(must), Query.boolean_query([*must, *titles])
    code = _term(release, "codes", named)
    plain = Query.boolean_query([(Occur.Should, Query.boolean_query(must)), (Occur.Should, code)])
    ranked = [
        (Occur.Should, Query.boolean_query([*must, *titles])),
        (Occur.Should, Query.boost_query(code, _CODE_BOOST)),
    ]
    return plain, Query.boolean_query(ranked)


def _terms(word: Word) -> list[str]:
    return (pairs(word.text) or [word.text]) if word.is_cjk else [word.text]


def _word(release: Release, word: Word, *, last: bool) -> Query:
    if word.is_cjk:
        return _cjk(release, word)
    terms = {word.text, singular(word.text)}
    either = [(Occur.Should, _term(release, "words", term)) for term in terms]
    if last:
        either += [(Occur.Should, _begun(release, "words", term)) for term in _beginnings(release, word)]
        if len(word.text) >= _MIN_CODE_PREFIX and any(character.isdigit() for character in word.text):
            codes = release.searcher.terms_with_prefix("codes", word.text, limit=_PREFIX_TERMS)
            either += [(Occur.Should, _begun(release, "codes", code)) for code, _ in codes]
    return either[0][1] if len(either) == 1 else Query.boolean_query(either)


def _cjk(release: Release, word: Word) -> Query:
    """Two of three neighbouring pairs suffice, so that words join up: `华为手机` finds `华为 … 手机`."""
    terms = _terms(word)
    if len(terms) == 1:
        return _term(release, "words", terms[0])
    needed = -(-2 * len(terms) // 3)
    return Query.boolean_query([(Occur.Should, _term(release, "words", term)) for term in terms], needed)


def _term(release: Release, field: str, text: str) -> Query:
    return Query.term_query(release.schema, field, text, "basic")


def _beginnings(release: Release, word: Word) -> list[str]:
    """The commonest longer words that begin like this one."""
    found = release.searcher.terms_with_prefix("words", word.text, limit=_PREFIX_TERMS)
    return [term for term, _ in found if term not in (word.text, singular(word.text))]


def _begun(release: Release, field: str, text: str) -> Query:
    """A word of which only the beginning was typed: it matches, but counts less than the word itself."""
    return Query.const_score_query(Query.term_query(release.schema, field, text, "basic"), _PREFIX_SCORE)


def _mended(release: Release, word: Word) -> Word:
    """The commonest known word that one typo turns into this unknown one; itself where there is none."""
    frequency = release.searcher.doc_freq
    if word.is_cjk or len(word.text) < MIN_TYPO_LENGTH or frequency("words", word.text):
        return word
    known = [(found, near) for near in one_typo_away(word.text) if (found := frequency("words", near))]
    return Word(max(known)[1]) if known else word


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
        found["brand"] = _any_of(release, "brand", spelled)
    if query.price_min is not None or query.price_max is not None:
        found["price"] = _price_between(release, query.price_min, query.price_max, on_sale)
    if query.in_stock is not None:
        found["in_stock"] = Query.term_query(schema, "in_stock", query.in_stock, "basic")
    if query.label:
        found["label"] = Query.term_query(schema, "label", query.label, "basic")
    for name, values in query.attr.items():
        wanted = [f"{name}={value}" for value in values]
        counted, uncounted = (_any_of(release, field, wanted) for field in ("attr", "uncounted_attr"))
        found[f"attr.{name}"] = Query.boolean_query([(Occur.Should, counted), (Occur.Should, uncounted)])
    return found


def _any_of(release: Release, field: str, values: Sequence[str]) -> Query:
    """Products with one of a few values. (A term set query is many times slower than this.)"""
    terms = [Query.term_query(release.schema, field, value, "basic") for value in values]
    return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])


def _price_between(release: Release, low: int | None, high: int | None, on_sale: Query | None) -> Query:
    """Products whose price now is from `low` to `high`, both included."""
    if on_sale is None:
        return _between(release, "price", low, high)
    usual = Query.boolean_query([(Occur.Must, _between(release, "price", low, high)), (Occur.MustNot, on_sale)])
    reduced = Query.boolean_query([(Occur.Must, _between(release, "sale", low, high)), (Occur.Must, on_sale)])
    return Query.boolean_query([(Occur.Should, usual), (Occur.Should, reduced)])


def _price_ranges(release: Release, query: SearchQuery) -> tuple[Query, Query] | None:
    low, high = query.price_min, query.price_max
    if low is None and high is None:
        return None
    return _between(release, "price", low, high), _between(release, "sale", low, high)


def _between(release: Release, field: str, low: int | None, high: int | None) -> Query:
    ranges = _whole_ranges(release.manifest.price_bounds, low, high)
    if ranges is not None:  # what the facet offers: a look-up instead of comparing every product's price
        return _any_of(release, f"{field}_range", ranges)
    return Query.range_query(release.schema, field, FieldType.Integer, low, high)


def _whole_ranges(bounds: list[int], low: int | None, high: int | None) -> list[str] | None:
    """The facet's ranges that `low` to `high` consists of, or None where it cuts through one."""
    edges = [0, *bounds]
    if (low or 0) not in edges or not (high is None or high + 1 in bounds):
        return None
    first = edges.index(low or 0)
    last = len(bounds) if high is None else bounds.index(high + 1)
    return [str(place) for place in range(first, last + 1)] or None


def _hits(release: Release, query: SearchQuery, filters: Filters, offset: int) -> tuple[list[int], int]:
    """Product numbers of one page, and how many there are in all."""
    if query.sort in ("price_asc", "price_desc"):
        return _by_price(release, query, filters, offset)
    order: dict[str, Any] = {
        "relevance": {},
        "newest": {"order_by_field": "newest", "order": Order.Desc},
        "title": {"order_by_field": f"title_{query.lang}", "order": Order.Asc},
    }[query.sort]
    parts = filters.parts(ranked=True) if not order else ()
    if len(parts) > 1:
        return _best_of(release, parts, query.limit, offset)
    found = release.searcher.search(filters.query(ranked=not order), query.limit, offset=offset, **order)
    return release.numbers([address for _, address in found.hits]), _count(found)


def _best_of(release: Release, parts: Sequence[Query], limit: int, offset: int) -> tuple[list[int], int]:
    """By score: the parts' best, merged."""
    merged: list[tuple[float, int]] = []
    total = 0
    for part in parts:
        found = release.searcher.search(part, offset + limit)
        total += _count(found)
        numbers = release.numbers([address for _, address in found.hits])
        merged += [(-score, number) for (score, _), number in zip(found.hits, numbers, strict=True)]
    merged.sort()
    return [number for _, number in merged[offset : offset + limit]], total


def _by_price(release: Release, query: SearchQuery, filters: Filters, offset: int) -> tuple[list[int], int]:
    """By the price that holds now: two ordered lists, of those on sale and the others, merged."""
    order = Order.Asc if query.sort == "price_asc" else Order.Desc
    if filters.on_sale is None:
        found = release.searcher.search(
            filters.query(), query.limit, offset=offset, order_by_field="price", order=order
        )
        return release.numbers([address for _, address in found.hits]), _count(found)
    merged: list[tuple[int, int]] = []
    total = 0
    for field, occur in (("price", Occur.MustNot), ("sale", Occur.Must)):
        part = filters.query(also=[(occur, filters.on_sale)])
        found = release.searcher.search(part, offset + query.limit, order_by_field=field, order=order)
        total += _count(found)
        prices = [price for price, _ in found.hits]
        merged += zip(prices, release.numbers([address for _, address in found.hits]), strict=True)
    sign = 1 if order == Order.Asc else -1
    merged.sort(key=lambda found: (sign * found[0], found[1]))
    return [number for _, number in merged[offset : offset + query.limit]], total


def _count(found: Any) -> int:
    """How many products a search found (its type stub lacks `count`)."""
    return int(found.count or 0)


def _cursor(release: str, offset: int) -> str:
    return base64.urlsafe_b64encode(f"{release}:{offset}".encode()).rstrip(b"=").decode()


def _offset(cursor: str | None, release: str, end: int) -> int:
    """Where the page begins, before `end`."""
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
    if (
        int(offset) >= end
    ):  # the index sets memory aside for all that come before a page: a number made up may be too much
        raise _broken_cursor()
    return int(offset)


def _broken_cursor() -> Invalid:
    return Invalid("Take the cursor from the answer before.", fields={"cursor": "is not one that we gave"})
