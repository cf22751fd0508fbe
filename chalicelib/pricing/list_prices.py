"""The prices of a list: looked at, changed one by one, and replaced all at once by a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from chalicelib.kit import ids
from chalicelib.kit.errors import Conflict, Invalid, NotFound, Superseded
from chalicelib.kit.tx import Tx
from chalicelib.pricing import pages, price_lists, store
from chalicelib.pricing.book import ListHead
from chalicelib.pricing.domain import PriceEntry, PriceList
from chalicelib.pricing.list_schemas import MAX_WINDOWS
from chalicelib.pricing.pages import Entries
from chalicelib.pricing.price_lists import PriceListNotFound
from chalicelib.pricing.store import Generations, ListItem


class PriceNotFound(NotFound):
    title = "The list has no price for this SKU"


class PricePageFull(Conflict):
    title = "The list has grown too large to be changed price by price; import it as a file"


def found_prices(heads: Sequence[ListHead], skus: Sequence[str]) -> dict[str, list[tuple[PriceList, PriceEntry]]]:
    """What lists have for some SKUs; reads only the pages that these lie in, one BatchGet for every hundred."""
    spread = {count: pages.by_page(skus, count) for count in {head.pages for head in heads}}
    wanted = {
        store.page_name(head, number): (head.list, of_page)
        for head in heads
        for number, of_page in spread[head.pages].items()
    }
    found: dict[str, list[tuple[PriceList, PriceEntry]]] = {}
    for page in store.find_pages(wanted):
        price_list, of_page = wanted[pages.name_of(page)]
        for sku, entries in pages.found_in(page, of_page):
            found.setdefault(sku, []).extend((price_list, entry) for entry in entries)
    return found


def pages_needed(heads: Sequence[ListHead], skus: Sequence[str]) -> int:
    """How many pages `found_prices` would read."""
    lists = Counter(head.pages for head in heads)
    return sum(lists[count] * len(pages.by_page(skus, count)) for count in lists)


def listed(list_id: str, query: str, limit: int, after: str | None) -> tuple[list[tuple[str, Entries]], str | None]:
    """Prices by SKU (those with `query` in it), and the SKU to go on from. Raises PriceListNotFound."""
    head = price_lists.find_head(list_id)
    found: dict[str, Entries] = {}
    for page in store.find_pages(store.page_name(head, number) for number in range(head.pages)):
        found |= pages.all_in(page)
    part = query.strip().casefold()
    names = sorted(sku for sku in found if part in sku.casefold() and (after is None or sku > after))
    shown = names[:limit]
    return [(sku, found[sku]) for sku in shown], shown[-1] if len(names) > limit else None


def skus_of(list_id: str) -> set[str]:
    """The SKUs that a list has a price for. Reads the whole list. Raises PriceListNotFound."""
    head = price_lists.find_head(list_id)
    names = (store.page_name(head, number) for number in range(head.pages))
    return {sku for page in store.find_pages(names) for sku in pages.all_in(page)}


def put_price(tx: Tx, list_id: str, sku: str, entry: PriceEntry) -> ListHead:
    """Set the price of a SKU for the window that begins when `entry` does; its other windows stay. Raises PriceListNotFound,
    Invalid, PricePageFull."""
    check_entry(entry)
    if not sku.isprintable():
        raise Invalid(fields={"sku": "cannot have control characters"})

    def put(known: Entries) -> Entries:
        others = tuple(other for other in known if other.starts_at != entry.starts_at)
        if len(others) >= MAX_WINDOWS:
            raise Invalid(fields={"starts_at": f"a SKU can have {MAX_WINDOWS} windows at most; remove old ones"})
        return (*others, entry)

    return _change(tx, list_id, sku, put)


def remove_price(tx: Tx, list_id: str, sku: str) -> None:
    """Remove what the list has for a SKU, in all windows. Raises PriceListNotFound, PriceNotFound."""

    def drop(known: Entries) -> Entries:
        if not known:
            raise PriceNotFound()
        return ()

    _change(tx, list_id, sku, drop)


def replace_all(tx: Tx, list_id: str, prices: Mapping[str, Entries]) -> price_lists.Listed:
    """Put these prices in the place of all that the list has, at one moment. Raises PriceListNotFound.

    The pages are written first, as a generation that nobody reads; then the list's head names it. A note, written before, has
    whichever generation is not in use an hour later removed: that also clears up after an import that broke off.
    """
    before, item = price_lists.find_head(list_id), store.find_list(list_id)
    if item is None:
        raise PriceListNotFound()
    texts = pages.pages_with(prices)
    after = replace(before, generation=ids.new_id("imp", tx.at), pages=len(texts))
    both = ((after.generation, after.pages), (before.generation, before.pages))
    store.sweep_later(Generations(before.scope, list_id, both), tx.at + price_lists.SWEPT_AFTER).save()
    store.write_pages(after, texts)
    tx.update(
        item,
        [ListItem.prices.set(len(prices)), ListItem.generation.set(after.generation)],
        ListItem.generation == item.generation,
        Superseded(),
    )
    price_lists.flip(tx, after)
    return price_lists.Listed(after, len(prices))


def check_entry(entry: PriceEntry) -> None:
    """Raise Invalid for tiers or a window that mean nothing."""
    quantities = [quantity for quantity, _ in entry.tiers]
    if quantities != sorted(set(quantities)):
        raise Invalid(fields={"tiers": "must rise by quantity, with none twice"})
    if entry.starts_at and entry.ends_at and entry.starts_at >= entry.ends_at:
        raise Invalid(fields={"ends_at": "must be after the start"})


def _change(tx: Tx, list_id: str, sku: str, decide: Callable[[Entries], Entries]) -> ListHead:
    """One page is read and written back under its version, while its generation is the one in use: of two changes at once, and
    of a change and an import, one is decided anew."""
    head = price_lists.find_head(list_id)
    name = store.page_name(head, pages.page_of(sku, head.pages))
    page = store.find_page(name)
    prices = pages.all_in(page.text) if page else {}
    known = prices.pop(sku, ())
    wanted = decide(known)
    text = pages.page_with(prices | {sku: wanted})
    if len(text) > pages.MAX_PAGE_LETTERS:
        raise PricePageFull()
    store.save_page(tx, name, page, text)
    more = bool(wanted) - bool(known)
    tx.update(
        ListItem(sk=list_id),
        [ListItem.prices.set(ListItem.prices + more)],
        ListItem.generation == head.generation,
        Superseded(),
    )
    return head
