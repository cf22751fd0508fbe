"""HTTP routes of identity.

A browser keeps its refresh token in a cookie that no script reads and no other site sends; the access token lives in the
page's memory. Any other client gets both in the body.
"""

from __future__ import annotations

from typing import Any

from chalicelib.identity import accounts, guard, organisations, sessions, store
from chalicelib.identity.domain import ACCESS_TOKEN_LIFETIME, SESSION_IDLE_LIFETIME, SessionEnded
from chalicelib.identity.schemas import (
    AccountList,
    AccountQuery,
    AccountView,
    Client,
    ConfirmRequest,
    DeleteAccount,
    GroupChange,
    NewMember,
    NewOrganisation,
    NewPassword,
    Notice,
    OrganisationChange,
    OrganisationList,
    OrganisationListQuery,
    OrganisationView,
    PasswordChange,
    PersonalData,
    ProfileChange,
    RefreshRequest,
    RegisterAnswer,
    RegisterRequest,
    ResetRequest,
    RolesChange,
    SessionAnswer,
    SessionList,
    SignInRequest,
)
from chalicelib.identity.sessions import SignedIn
from chalicelib.identity.store import Device
from chalicelib.kit.config import config
from chalicelib.kit.http import OPTIONAL, SIGNED_IN, Answer, Api, Call, staff

api = Api(__name__, "identity")

COOKIE = "portico_session"
_STAFF = staff("support", "catalogue", "finance")


@api.post(
    "/v1/accounts",
    summary="Register; a link comes by mail. The answer is the same for an address that has an account",
    body=RegisterRequest,
    answer=RegisterAnswer,
    status=202,
    errors=(429,),
)
def register(call: Call[RegisterRequest, None]) -> RegisterAnswer:
    accounts.register(call.body, call.source_ip, call.tx)
    return RegisterAnswer("We have sent you a mail. Open the link in it to confirm your address.")


@api.post(
    "/v1/accounts/confirmations",
    summary="Confirm an address by the mail's token; opens the account and signs in",
    body=ConfirmRequest,
    answer=SessionAnswer,
    status=201,
    errors=(410,),
)
def confirm(call: Call[ConfirmRequest, None]) -> Answer:
    signed_in = accounts.confirm(call.body.token, _device(call, call.body.client), call.tx)
    return _session_answer(signed_in, call.body.client, 201)


@api.post(
    "/v1/sessions",
    summary="Sign in",
    body=SignInRequest,
    answer=SessionAnswer,
    status=201,
    errors=(401, 403, 429),
)
def sign_in(call: Call[SignInRequest, None]) -> Answer:
    wanted = call.body
    device = _device(call, wanted.client)
    signed_in = sessions.sign_in(wanted.email, wanted.password, device, call.source_ip, call.tx)
    return _session_answer(signed_in, wanted.client, 201)


@api.post(
    "/v1/sessions/refresh",
    summary="Get the next access and refresh token; each refresh token works once",
    body=RefreshRequest,
    answer=SessionAnswer,
    errors=(401,),
)
def refresh(call: Call[RefreshRequest, None]) -> Answer:
    given = call.body.refresh_token
    token = given or _cookie(call)
    if token is None:
        raise SessionEnded()
    return _session_answer(sessions.refresh(token, call.tx), "api" if given else "browser", 200)


@api.delete(
    "/v1/sessions/current",
    summary="Sign out: ends the session of the access token, or of the cookie",
    access=OPTIONAL,
)
def sign_out(call: Call[None, None]) -> Answer:
    who = call.principal
    token = _cookie(call)
    if who.account_id and who.session_id:
        sessions.sign_out(who.account_id, who.session_id, call.tx)
    elif token:
        sessions.sign_out_by(token, call.tx)
    return Answer(status=204, headers={"Set-Cookie": _set_cookie("", 0)})


@api.get("/v1/me", summary="One's own account", answer=AccountView, access=SIGNED_IN)
def me(call: Call[None, None]) -> AccountView:
    return organisations.seen(accounts.own(call.account_id))


@api.patch("/v1/me", summary="Change one's profile", body=ProfileChange, answer=AccountView, access=SIGNED_IN)
def change_me(call: Call[ProfileChange, None]) -> AccountView:
    return accounts.change_profile(call.account_id, call.body, call.tx)


@api.delete(
    "/v1/me",
    summary="Delete one's account and data; needs the password",
    body=DeleteAccount,
    access=SIGNED_IN,
    errors=(403, 429),
)
def delete_me(call: Call[DeleteAccount, None]) -> Answer:
    accounts.delete(call.account_id, call.body.password, call.source_ip, call.tx)
    return Answer(status=204, headers={"Set-Cookie": _set_cookie("", 0)})


@api.get(
    "/v1/me/export", summary="Everything that is kept of the person who asks", answer=PersonalData, access=SIGNED_IN
)
def export_me(call: Call[None, None]) -> Answer:
    exported = accounts.export(call.account_id, call.principal.session_id, call.now)
    return Answer(exported, headers={"Content-Disposition": 'attachment; filename="my-data.json"'})


@api.post(
    "/v1/me/password",
    summary="Change one's password; signs out everywhere else",
    body=PasswordChange,
    answer=Notice,
    access=SIGNED_IN,
    errors=(403, 429),
)
def change_password(call: Call[PasswordChange, None]) -> Notice:
    accounts.change_password(call.account_id, call.principal.session_id, call.body, call.source_ip, call.tx)
    return Notice("Your password is changed. Every other device is signed out.")


@api.get("/v1/me/sessions", summary="Where one is signed in", answer=SessionList, access=SIGNED_IN)
def my_sessions(call: Call[None, None]) -> SessionList:
    account = accounts.own(call.account_id)
    return SessionList(sessions.listed(account, call.principal.session_id, call.now))


@api.delete("/v1/me/sessions/{session_id}", summary="Sign out another device", access=SIGNED_IN)
def revoke_session(call: Call[None, None], session_id: str) -> None:
    sessions.revoke(call.account_id, session_id, call.tx)


@api.post(
    "/v1/password-resets",
    summary="Ask for a mail to reset the password. The answer is the same for an unknown address",
    body=ResetRequest,
    answer=Notice,
    status=202,
    errors=(429,),
)
def ask_for_reset(call: Call[ResetRequest, None]) -> Notice:
    accounts.ask_for_reset(call.body.email, call.source_ip, call.tx)
    return Notice("If there is an account with this address, a mail with a link is on its way.")


@api.post(
    "/v1/password-resets/{token}",
    summary="Set a new password by the mail's token; signs out everywhere",
    body=NewPassword,
    answer=Notice,
    errors=(410,),
)
def reset_password(call: Call[NewPassword, None], token: str) -> Notice:
    accounts.reset_password(token, call.body.password, call.source_ip, call.tx)
    return Notice("Your password is changed. Sign in with the new one.")


@api.get(
    "/v1/accounts",
    summary="Find an account by its e-mail address",
    query=AccountQuery,
    answer=AccountList,
    access=staff("support"),
)
def find_accounts(call: Call[None, AccountQuery]) -> AccountList:
    account = store.account_at(store.address_key(call.query.email))
    return AccountList([organisations.seen(account)] if account else [])


@api.put(
    "/v1/accounts/{account_id}/roles",
    summary="Give an account other roles; they hold from its next refresh, within ten minutes",
    body=RolesChange,
    answer=AccountView,
    access=staff("admin"),
)
def change_roles(call: Call[RolesChange, None], account_id: str) -> AccountView:
    return accounts.change_roles(call.account_id, account_id, call.body.roles, call.tx)


@api.put(
    "/v1/accounts/{account_id}/group",
    summary="Put an account into a customer group; it holds from its next refresh, within ten minutes",
    body=GroupChange,
    answer=AccountView,
    access=staff("finance"),
)
def change_group(call: Call[GroupChange, None], account_id: str) -> AccountView:
    return organisations.set_group(call.account_id, account_id, call.body.group, call.tx)


@api.get(
    "/v1/organisations",
    summary="Organisations, newest first",
    query=OrganisationListQuery,
    answer=OrganisationList,
    access=_STAFF,
)
def list_organisations(call: Call[None, OrganisationListQuery]) -> OrganisationList:
    items, cursor = store.organisations(call.query.limit, call.query.cursor)
    return OrganisationList([organisations.summary(item) for item in items], cursor)


@api.post(
    "/v1/organisations",
    summary="Make an organisation",
    body=NewOrganisation,
    answer=OrganisationView,
    status=201,
    access=staff("finance"),
    idempotent=True,
)
def create_organisation(call: Call[NewOrganisation, None]) -> OrganisationView:
    return organisations.create(call.body, call.tx)


@api.get(
    "/v1/organisations/{organisation_id}",
    summary="An organisation and who belongs to it",
    answer=OrganisationView,
    access=_STAFF,
)
def get_organisation(call: Call[None, None], organisation_id: str) -> OrganisationView:
    return organisations.view(organisations.found(organisation_id), store.members(organisation_id))


@api.patch(
    "/v1/organisations/{organisation_id}",
    summary="Change an organisation",
    body=OrganisationChange,
    answer=OrganisationView,
    access=staff("finance"),
)
def change_organisation(call: Call[OrganisationChange, None], organisation_id: str) -> OrganisationView:
    return organisations.change(organisation_id, call.body, call.tx)


@api.post(
    "/v1/organisations/{organisation_id}/members",
    summary="Put an account into an organisation",
    body=NewMember,
    answer=OrganisationView,
    access=staff("finance"),
    errors=(409,),
)
def add_member(call: Call[NewMember, None], organisation_id: str) -> OrganisationView:
    return organisations.add_member(call.account_id, organisation_id, call.body.email, call.tx)


@api.delete(
    "/v1/organisations/{organisation_id}/members/{account_id}",
    summary="Take an account out of an organisation",
    access=staff("finance"),
)
def remove_member(call: Call[None, None], organisation_id: str, account_id: str) -> None:
    organisations.remove_member(call.account_id, organisation_id, account_id, call.tx)


def _session_answer(signed_in: SignedIn, client: Client, status: int) -> Answer:
    is_browser = client == "browser"
    body = SessionAnswer(
        access_token=signed_in.access_token,
        expires_in_seconds=int(ACCESS_TOKEN_LIFETIME.total_seconds()),
        refresh_token=None if is_browser else signed_in.refresh_token,
        account=signed_in.account,
    )
    cookie = _set_cookie(signed_in.refresh_token, int(SESSION_IDLE_LIFETIME.total_seconds()))
    return Answer(body, status, {"Set-Cookie": cookie} if is_browser else {})


def _set_cookie(value: str, max_age_seconds: int) -> str:
    secure = "; Secure" if config().public_url.startswith("https:") else ""
    return f"{COOKIE}={value}; Max-Age={max_age_seconds}; Path=/v1/sessions; HttpOnly; SameSite=Strict{secure}"


def _cookie(call: Call[Any, Any]) -> str | None:
    from http.cookies import CookieError, SimpleCookie  # 2 ms to import, for few requests

    try:
        found = SimpleCookie(call.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return found.value or None if found else None


def _device(call: Call[Any, Any], client: Client) -> Device:
    return Device(client, call.headers.get("user-agent", "")[:200], guard.network_hash(call.source_ip))
