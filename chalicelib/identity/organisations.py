"""Organisations: the companies that buy, and who belongs to them. What this decides (prices, buying on account) holds for an
account from its next access token on, within ten minutes."""

from __future__ import annotations

from msgspec import UnsetType

from chalicelib.identity import store
from chalicelib.identity.domain import AccountNotFound, MemberElsewhere, OrganisationNotFound
from chalicelib.identity.events import MembershipChanged
from chalicelib.identity.schemas import (
    AccountView,
    Member,
    NewOrganisation,
    OrganisationChange,
    OrganisationSummary,
    OrganisationView,
)
from chalicelib.identity.store import (
    AccountItem,
    ListedOrganisationItem,
    Organisation,
    OrganisationItem,
)
from chalicelib.kit import clock, ids
from chalicelib.kit.countries import COUNTRIES
from chalicelib.kit.errors import Invalid, Superseded
from chalicelib.kit.tx import Tx


def seen(account: AccountItem) -> AccountView:
    """An account with its organisation; one read where it has one."""
    return account.view(store.organisation(account.organisation_id))


def create(wanted: NewOrganisation, tx: Tx) -> OrganisationView:
    """A new organisation, without people yet. Raises Invalid for a country that is none."""
    document = Organisation(wanted.name, _country(wanted.country), wanted.tax_id, wanted.group, wanted.on_account)
    item = OrganisationItem(ids.new_id("org", tx.at), document=document, created_at=tx.at)
    tx.put(item, OrganisationItem.pk.does_not_exist())
    tx.put(ListedOrganisationItem(sk=item.pk))
    return view(item, [])


def change(organisation_id: str, wanted: OrganisationChange, tx: Tx) -> OrganisationView:
    """Change what is given. Raises OrganisationNotFound, Invalid."""
    item = found(organisation_id)
    before = item.document
    after = Organisation(
        name=wanted.name or before.name,
        country=_country(wanted.country) if wanted.country else before.country,
        tax_id=before.tax_id if isinstance(wanted.tax_id, UnsetType) else wanted.tax_id,
        group=before.group if isinstance(wanted.group, UnsetType) else wanted.group,
        on_account=before.on_account if isinstance(wanted.on_account, UnsetType) else wanted.on_account,
    )
    tx.update(
        item,
        [OrganisationItem.document.set(after), OrganisationItem.version.set(item.version + 1)],
        OrganisationItem.version == item.version,
        Superseded(),
    )
    item.document = after
    return view(item, store.members(organisation_id))


def add_member(actor: str, organisation_id: str, email: str, tx: Tx) -> OrganisationView:
    """Put the account of an address into an organisation; once more changes nothing. Raises OrganisationNotFound,
    AccountNotFound, MemberElsewhere."""
    item = found(organisation_id)
    account = store.account_at(store.address_key(email))
    if account is None:
        raise AccountNotFound("Nobody with this address has an account yet; ask them to register first.")
    is_free = AccountItem.organisation_id.does_not_exist() | (AccountItem.organisation_id == organisation_id)
    tx.update(
        account,
        [AccountItem.organisation_id.set(organisation_id)],
        AccountItem.pk.exists() & is_free,
        MemberElsewhere(),
    )
    tx.put(store.member_of(organisation_id, account.pk))
    tx.check(OrganisationItem, (organisation_id, "organisation"), OrganisationItem.pk.exists(), OrganisationNotFound())
    account.organisation_id = organisation_id
    _tell(actor, account, tx)
    others = [member for member in store.members(organisation_id) if member.pk != account.pk]
    return view(item, [*others, account])


def remove_member(actor: str, organisation_id: str, account_id: str, tx: Tx) -> None:
    """Take an account out; out already, nothing changes."""
    account = store.account(account_id)
    if account is None or account.organisation_id != organisation_id:
        return
    tx.update(
        account,
        [AccountItem.organisation_id.remove()],
        AccountItem.organisation_id == organisation_id,
        Superseded(),
    )
    tx.delete(store.member_of(organisation_id, account_id))
    account.organisation_id = None
    _tell(actor, account, tx)


def set_group(actor: str, account_id: str, group: str | None, tx: Tx) -> AccountView:
    """Put an account into a customer group of its own, or back into its organisation's. Raises AccountNotFound."""
    account = store.account(account_id)
    if account is None:
        raise AccountNotFound()
    action = AccountItem.group.remove() if group is None else AccountItem.group.set(group)
    tx.update(account, [action], AccountItem.pk.exists(), AccountNotFound())
    account.group = group
    _tell(actor, account, tx)
    return seen(account)


def leave(account: AccountItem, tx: Tx) -> None:
    """The account is deleted: its membership goes with it."""
    if account.organisation_id is not None:
        tx.delete(store.member_of(account.organisation_id, account.pk))


def found(organisation_id: str) -> OrganisationItem:
    """The organisation. Raises OrganisationNotFound."""
    item = store.organisation(organisation_id)
    if item is None:
        raise OrganisationNotFound()
    return item


def summary(item: OrganisationItem) -> OrganisationSummary:
    """An organisation in a list."""
    kept = item.document
    return OrganisationSummary(
        item.pk, kept.name, kept.country, kept.tax_id, kept.group, kept.on_account, clock.rfc3339(item.created_at)
    )


def view(item: OrganisationItem, members: list[AccountItem]) -> OrganisationView:
    """An organisation with its people."""
    people = [Member(member.pk, member.email, member.profile.name, member.group) for member in members]
    kept = summary(item)
    return OrganisationView(
        kept.id, kept.name, kept.country, kept.tax_id, kept.group, kept.on_account, kept.created_at, people
    )


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise Invalid(fields={"country": "is no country code of ISO 3166-1"})
    return code


def _tell(actor: str, account: AccountItem, tx: Tx) -> None:
    tx.publish(
        MembershipChanged(
            account_id=account.pk, changed_by=actor, organisation_id=account.organisation_id, group=account.group
        )
    )
