"""What identity says and takes over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from chalicelib.kit.patterns import END

Language = Literal["en", "zh"]
Role = Literal["customer", "affiliate", "buyer", "support", "catalogue", "finance", "admin"]
Client = Literal["browser", "api"]

_CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
ONE_LINE = rf"^[^{_CONTROLS}]*{END}"
"""Text of any script that stays in its line of a mail: no controls, line ends or changes of direction."""
_NO_ADDRESS = rf"@\s<>(),;:\\\"\[\]{_CONTROLS}"
_EMAIL = rf"^[^{_NO_ADDRESS}]+@[^.{_NO_ADDRESS}]+(\.[^.{_NO_ADDRESS}]+)+{END}"

Email = Annotated[str, msgspec.Meta(min_length=3, max_length=254, pattern=_EMAIL)]
Password = Annotated[str, msgspec.Meta(min_length=10, max_length=200)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=ONE_LINE)]
Token = Annotated[str, msgspec.Meta(min_length=10, max_length=500)]


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A postal address with the person at it. `country` is ISO 3166-1 alpha-2."""

    name: Name
    line1: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=ONE_LINE)]
    city: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=ONE_LINE)]
    country: Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{2}}{END}")]
    line2: Annotated[str, msgspec.Meta(max_length=200, pattern=ONE_LINE)] = ""
    region: Annotated[str, msgspec.Meta(max_length=100, pattern=ONE_LINE)] = ""
    postal_code: Annotated[str, msgspec.Meta(max_length=20, pattern=ONE_LINE)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""


class RegisterRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: Email
    password: Password
    name: Name
    language: Language = "en"


class RegisterAnswer(msgspec.Struct, frozen=True):
    """The same whether or not the address was known: nobody can find out who has an account."""

    detail: str


class ConfirmRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The token of the mail's link. Whoever confirms is signed in; `client` as for a sign-in."""

    token: Token
    client: Client = "api"


class SignInRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`browser`: the refresh token comes as an HttpOnly cookie; `api`: in the body."""

    email: Email
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    client: Client = "api"


class RefreshRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Empty for a browser: its cookie is the token."""

    refresh_token: Token | None = None


class SessionAnswer(msgspec.Struct, frozen=True):
    access_token: str
    expires_in_seconds: int
    refresh_token: str | None
    account: AccountView


class OrganisationRef(msgspec.Struct, frozen=True):
    """The organisation that an account belongs to. `on_account`: its people may buy now and pay by invoice."""

    id: str
    name: str
    on_account: bool


class AccountView(msgspec.Struct, frozen=True):
    id: str
    email: str
    name: str
    language: Language
    roles: list[Role]
    created_at: str
    addresses: list[Address]
    organisation: OrganisationRef | None = None
    group: str | None = None
    """The customer group that decides prices: the account's own, else its organisation's."""


class SessionView(msgspec.Struct, frozen=True):
    """A place where the person is signed in."""

    id: str
    client: Client
    user_agent: str
    created_at: str
    last_used_at: str
    current: bool


class SessionList(msgspec.Struct, frozen=True):
    items: list[SessionView]
    next_cursor: str | None = None


class PersonalData(msgspec.Struct, frozen=True):
    """Everything that is kept of a person. `more` holds what other parts of the portal keep: `orders`, `carts`."""

    exported_at: str
    account: AccountView
    sessions: list[SessionView]
    more: dict[str, Any]


class ProfileChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    name: Name | None = None
    language: Language | None = None
    addresses: Annotated[list[Address], msgspec.Meta(max_length=20)] | None = None


class PasswordChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    current_password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    new_password: Password


class ResetRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: Email


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    password: Password


class DeleteAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class RolesChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    roles: Annotated[list[Role], msgspec.Meta(max_length=7)]


class AccountQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: Email


class AccountList(msgspec.Struct, frozen=True):
    items: list[AccountView]
    next_cursor: str | None = None


class Notice(msgspec.Struct, frozen=True):
    """A sentence for the person."""

    detail: str


Group = Annotated[
    str, msgspec.Meta(pattern=rf"^[a-z0-9][a-z0-9-]{{0,39}}{END}", description="A customer group: `education`")
]


class NewOrganisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`country` is ISO 3166-1 alpha-2; `tax_id` as the organisation writes it on invoices."""

    name: Name
    country: Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{2}}{END}")]
    tax_id: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] = ""
    group: Group | None = None
    on_account: bool = False


class OrganisationChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is; a group of null takes the group away."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    country: Annotated[str, msgspec.Meta(pattern=rf"^[A-Z]{{2}}{END}")] | msgspec.UnsetType = msgspec.UNSET
    tax_id: Annotated[str, msgspec.Meta(max_length=40, pattern=ONE_LINE)] | msgspec.UnsetType = msgspec.UNSET
    group: Group | msgspec.UnsetType | None = msgspec.UNSET
    on_account: bool | msgspec.UnsetType = msgspec.UNSET


class Member(msgspec.Struct, frozen=True):
    account_id: str
    email: str
    name: str
    group: str | None
    """Its own customer group, where it differs from the organisation's."""


class OrganisationSummary(msgspec.Struct, frozen=True):
    id: str
    name: str
    country: str
    tax_id: str
    group: str | None
    on_account: bool
    created_at: str


class OrganisationView(OrganisationSummary, frozen=True):
    members: list[Member]


class OrganisationList(msgspec.Struct, frozen=True):
    items: list[OrganisationSummary]
    next_cursor: str | None


class OrganisationListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    cursor: Annotated[str, msgspec.Meta(min_length=1, max_length=60)] | None = None


class NewMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who has an account."""

    email: Email


class GroupChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None: the organisation's group holds, if there is one."""

    group: Group | None
