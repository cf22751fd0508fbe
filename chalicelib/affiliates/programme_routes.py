"""HTTP routes of programmes and their rules."""

from __future__ import annotations

from chalicelib.affiliates import invitations, programmes, store, trying
from chalicelib.affiliates.programme_schemas import (
    Invitation,
    ProgrammeChange,
    ProgrammeDefinition,
    ProgrammeList,
    ProgrammeView,
    RuleChange,
    RuleDefinition,
    TryRequest,
    TryResult,
)
from chalicelib.affiliates.routes import STAFF
from chalicelib.affiliates.store import ProgrammeItem
from chalicelib.affiliates.views import programme_view
from chalicelib.kit.http import OPTIONAL, Api, Call, staff

api = Api(__name__, "affiliates")

_READS = staff(*STAFF)
_DECIDES = staff("finance")


@api.get(
    "/v1/affiliate-programs",
    summary="Programmes that everybody can take part in, and one's own; staff see all, with what is theirs alone",
    answer=ProgrammeList,
    access=OPTIONAL,
)
def list_programmes(call: Call[None, None]) -> ProgrammeList:
    is_staff = call.principal.is_staff(*STAFF)
    seen = store.programmes() if is_staff else programmes.listed(call.principal.account_id)
    known = programmes.figures(seen) if is_staff else {}
    views = [programme_view(item, staff=is_staff, figures=known.get(item.document.id)) for item in seen]
    return ProgrammeList(views, None)


@api.post(
    "/v1/affiliate-programs",
    summary="Begin a programme",
    body=ProgrammeDefinition,
    answer=ProgrammeView,
    status=201,
    access=_DECIDES,
    idempotent=True,
)
def post_programme(call: Call[ProgrammeDefinition, None]) -> ProgrammeView:
    return programme_view(programmes.create(call.body, call.tx), staff=True)


@api.post(
    "/v1/affiliate-programs/by-invitation",
    summary="The programme that an invitation's code opens",
    body=Invitation,
    answer=ProgrammeView,
    access=OPTIONAL,
    errors=(429,),
)
def post_invitation(call: Call[Invitation, None]) -> ProgrammeView:
    invitations.count_try(call.principal.account_id, call.source_ip, call.now)
    return programme_view(invitations.opened_by(call.body.invitation_code), staff=False)


@api.get("/v1/affiliate-programs/{programme_id}", summary="A programme", answer=ProgrammeView, access=OPTIONAL)
def get_programme(call: Call[None, None], programme_id: str) -> ProgrammeView:
    item, is_staff = programmes.must_find(programme_id), call.principal.is_staff(*STAFF)
    known = programmes.figures([item]) if is_staff else {}
    return programme_view(item, staff=is_staff, figures=known.get(programme_id))


@api.put(
    "/v1/affiliate-programs/{programme_id}",
    summary="Change a programme; its rules stay",
    body=ProgrammeChange,
    answer=ProgrammeView,
    access=_DECIDES,
)
def put_programme(call: Call[ProgrammeChange, None], programme_id: str) -> ProgrammeView:
    return _programme(programmes.change(programmes.must_find(programme_id), call.body, call.tx))


@api.post(
    "/v1/affiliate-programs/{programme_id}/rules",
    summary="Add a rule of commission",
    body=RuleDefinition,
    answer=ProgrammeView,
    status=201,
    access=_DECIDES,
    idempotent=True,
)
def post_rule(call: Call[RuleDefinition, None], programme_id: str) -> ProgrammeView:
    return _programme(programmes.add_rule(programmes.must_find(programme_id), call.body, call.tx))


@api.put(
    "/v1/affiliate-programs/{programme_id}/rules/{rule_id}",
    summary="Change a rule; commissions that it made stay",
    body=RuleChange,
    answer=ProgrammeView,
    access=_DECIDES,
    errors=(409,),
)
def put_rule(call: Call[RuleChange, None], programme_id: str, rule_id: str) -> ProgrammeView:
    return _programme(programmes.change_rule(programmes.must_find(programme_id), rule_id, call.body, call.tx))


@api.delete(
    "/v1/affiliate-programs/{programme_id}/rules/{rule_id}",
    summary="Take a rule out; commissions that it made stay",
    answer=ProgrammeView,
    access=_DECIDES,
)
def delete_rule(call: Call[None, None], programme_id: str, rule_id: str) -> ProgrammeView:
    return _programme(programmes.remove_rule(programmes.must_find(programme_id), rule_id, call.tx))


@api.post(
    "/v1/affiliate-programs/{programme_id}/try",
    summary="What an order would earn, and by which rules",
    body=TryRequest,
    answer=TryResult,
    access=_READS,
)
def try_programme(call: Call[TryRequest, None], programme_id: str) -> TryResult:
    return trying.try_out(programmes.must_find(programme_id).document, call.body, call.now)


def _programme(item: ProgrammeItem) -> ProgrammeView:
    return programme_view(item, staff=True)
