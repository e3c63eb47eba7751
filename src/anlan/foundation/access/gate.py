"""The one gate: decides, writes the audit line, and only then lets through."""

from __future__ import annotations

from prometheus_client import Counter

from anlan.foundation.access.actor import Actor, Permit, Resource
from anlan.foundation.access.permissions import PERMISSIONS, PURPOSE_REQUIRED, PURPOSES
from anlan.foundation.audit.log import AuditLog
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import DomainError, Forbidden, Invalid, NotFound, Unauthenticated
from anlan.protocols.wording import Sentence

# Who holds this in a division may know what there is.
SEE = "directory.read"
DECISIONS = Counter("anlan_gate_decisions_total", "Decisions of the gate", ["action", "outcome"])


class Gate:
    """The only way to a picture or a record. Role × division subtree × purpose decide; both answers are audited."""

    def __init__(self, database: Database, audit: AuditLog, clock: Clock) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock

    async def authorize(
        self,
        actor: Actor,
        action: str,
        resource: Resource,
        purpose: str = "",
        *,
        unseen: NotFound | Invalid | None = None,
    ) -> Permit:
        """Let the actor do ``action`` (a permission) to the resource, or raise ``Forbidden`` (``Invalid`` for an unknown purpose).

        Either way the audit line is committed when this returns or raises. ``unseen`` is what the caller says of a thing
        that does not exist; it is raised in place of the refusal to whoever may not even see the division, so that nobody
        learns by asking what there is elsewhere.
        """
        refusal = _refusal(actor, action, resource, purpose)
        outcome = "refused" if refusal else "allowed"
        facts = {"reason": refusal.code} if refusal else {}
        kept_purpose = purpose if purpose in PURPOSES else ""
        sequence = await self._audit.append(
            None, actor, action, resource, kept_purpose, "refused" if refusal else "allowed", facts
        )
        DECISIONS.labels(action, outcome).inc()
        if refusal is not None:
            knows = actor.may_in(action, resource.division) or actor.may_in(SEE, resource.division)
            raise refusal if unseen is None or knows else unseen
        return Permit(actor, action, resource, purpose, sequence)

    def scope(self, actor: Actor, permission: str) -> tuple[str, ...]:
        """Roots of the subtrees whose rows a list may show to the actor; () is none, ("",) everything. Not audited row by row."""
        return actor.roots(permission)


def _refusal(actor: Actor, action: str, resource: Resource, purpose: str) -> DomainError | None:
    if action not in PERMISSIONS:
        raise ValueError(f"{action} is no permission")
    if actor.kind == "anonymous":
        return Unauthenticated(
            "access.credential_over", Sentence("登录或令牌已失效", "the sign-in or the token is over")
        )
    if actor.must_change_password:
        return must_change_password()
    if not actor.may(action):
        return no_permission(action)
    if not actor.may_with(action, resource, purpose):
        return Forbidden(
            "access.other_division",
            Sentence("该对象不在您的管辖区划内", "this lies outside the divisions you may act in"),
        )
    if action in PURPOSE_REQUIRED and purpose not in PURPOSES:
        return Invalid(
            "access.purpose_required",
            Sentence("请先选择用途", "choose a purpose first"),
            fields={"purpose": Sentence("须为规定用途之一", "must be one of the listed purposes")},
        )
    return None


def no_permission(permission: str) -> Forbidden:
    """The actor lacks a permission."""
    named = PERMISSIONS[permission]
    return Forbidden(
        "access.no_permission",
        Sentence(f"您没有“{named.zh}”的权限", f"you lack the right: {named.en}"),
        remedy=Sentence("请联系本单位的安全管理员", "ask your organisation's security officer"),
    )


def must_change_password() -> Forbidden:
    """Nothing is possible before the password is changed."""
    return Forbidden("access.must_change_password", Sentence("请先修改密码", "change your password first"))
