"""HTTP routes of the catalogue."""

from __future__ import annotations

from chalicelib.catalog import imports, service
from chalicelib.catalog.schemas import (
    CategoryQuery,
    CategoryTree,
    ImportList,
    ImportListQuery,
    ImportQuery,
    ImportView,
    LanguageQuery,
    ProductView,
    ReleaseList,
    ReleaseListQuery,
    ReleaseView,
    SearchAnswer,
    SearchQuery,
    StaffStockList,
    StaffStockView,
    StockChange,
    StockQuery,
    StockView,
    SuggestAnswer,
    SuggestQuery,
)
from chalicelib.kit.http import PUBLIC, Answer, Api, Call, staff

api = Api(__name__, "catalog")

MAX_FEED_BYTES = 4_500_000
"""What fits into one call of a Lambda: 6 MB, in which the file is written in base64. Larger feeds go through `make import`."""
_FEED_TYPES = (
    "text/tab-separated-values",
    "text/csv",
    "text/plain",
    "application/xml",
    "text/xml",
    "application/gzip",
    "application/x-gzip",
    "application/octet-stream",
)
_CATALOGUE = staff("catalogue")


@api.get(
    "/v1/products",
    summary="Search products: words, filters, counted facets",
    query=SearchQuery,
    answer=SearchAnswer,
    cache=PUBLIC,
    errors=(409,),
)
def search_products(call: Call[None, SearchQuery]) -> Answer:
    return Answer(service.search_json(call.query, call.now))


@api.get(
    "/v1/products/{sku}",
    summary="A product, the same for everybody",
    query=LanguageQuery,
    answer=ProductView,
    cache=PUBLIC,
)
def get_product(call: Call[None, LanguageQuery], sku: str) -> Answer:
    return Answer(service.product_json(sku, call.query.lang, call.now))


@api.get("/v1/products/{sku}/stock", summary="How many pieces can be had right now", answer=StockView)
def get_product_stock(call: Call[None, None], sku: str) -> StockView:
    return service.stock_view(sku)


@api.get(
    "/v1/categories",
    summary="The category tree, or a part of it",
    query=CategoryQuery,
    answer=CategoryTree,
    cache=PUBLIC,
    errors=(404,),
)
def get_categories(call: Call[None, CategoryQuery]) -> Answer:
    return Answer(service.categories_json(call.query.lang, call.query.parent, call.query.depth))


@api.get(
    "/v1/suggest",
    summary="Categories, brands and products while somebody types",
    query=SuggestQuery,
    answer=SuggestAnswer,
    cache=PUBLIC,
)
def suggest(call: Call[None, SuggestQuery]) -> SuggestAnswer:
    return service.suggestions(call.query.q, call.query.lang, call.now)


@api.post(
    "/v1/catalog/imports",
    summary="Import a product feed: the body is the file (larger than 4.5 MB: `make import`)",
    body=bytes,
    content_types=_FEED_TYPES,
    max_body_bytes=MAX_FEED_BYTES,
    too_large="Import a larger feed on the command line: make import FEED=<file>.",
    query=ImportQuery,
    answer=ImportView,
    status=202,
    access=_CATALOGUE,
)
def request_import(call: Call[bytes, ImportQuery]) -> ImportView:
    return imports.request_import(call.tx, call.body, call.query.file_name, call.query.max_bad_percent)


@api.get(
    "/v1/catalog/imports", summary="Imports, newest first", query=ImportListQuery, answer=ImportList, access=_CATALOGUE
)
def list_imports(call: Call[None, ImportListQuery]) -> ImportList:
    return ImportList(*imports.list_imports(call.query.limit, call.query.cursor))


@api.get(
    "/v1/catalog/imports/{import_id}",
    summary="An import: how far it is, and its bad rows",
    answer=ImportView,
    access=_CATALOGUE,
)
def show_import(call: Call[None, None], import_id: str) -> ImportView:
    return imports.show_import(import_id)


@api.get(
    "/v1/catalog/releases",
    summary="Releases that are kept, newest first",
    query=ReleaseListQuery,
    answer=ReleaseList,
    access=_CATALOGUE,
)
def list_releases(call: Call[None, ReleaseListQuery]) -> ReleaseList:
    return ReleaseList(*service.list_releases(call.query.limit, call.query.cursor))


@api.post(
    "/v1/catalog/releases/{release}/activate",
    summary="Make an earlier release live again",
    answer=ReleaseView,
    access=_CATALOGUE,
)
def activate_release(call: Call[None, None], release: str) -> ReleaseView:
    return service.activate_release(call.tx, release, call.account_id)


@api.get(
    "/v1/stock",
    summary="Stock of the products that a search finds",
    query=StockQuery,
    answer=StaffStockList,
    access=staff(),
    errors=(409,),
)
def search_stock(call: Call[None, StockQuery]) -> StaffStockList:
    query = SearchQuery(q=call.query.q, limit=call.query.limit, cursor=call.query.cursor)
    return StaffStockList(*service.staff_stock_search(query, call.now))


@api.get(
    "/v1/stock/{sku}",
    summary="Pieces of a product: on the shelf, reserved, available",
    answer=StaffStockView,
    access=staff(),
)
def get_stock(call: Call[None, None], sku: str) -> StaffStockView:
    return service.staff_stock(sku)


@api.put(
    "/v1/stock/{sku}",
    summary="Set what was counted on the shelf",
    body=StockChange,
    answer=StaffStockView,
    access=_CATALOGUE,
)
def count_stock(call: Call[StockChange, None], sku: str) -> StaffStockView:
    return service.count_stock(call.tx, sku, call.body.on_hand, call.body.reason, call.account_id)
