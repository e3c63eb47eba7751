"""The subscriptions: made, changed and ended by their owners; others who govern them may switch them off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, or_, select, update

from anlan.capabilities.notifications.drafts import SubscriptionDraft, check, invalid, new_secret
from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.models import WebhookDelivery, WebhookSubscription
from anlan.capabilities.notifications.ports import EventPages, WebhookSender
from anlan.foundation.access.actor import Actor, Resource
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.models import Organisation, User
from anlan.foundation.access.office import Office
from anlan.foundation.access.scope import division_within
from anlan.foundation.clock import Clock
from anlan.foundation.database import Database
from anlan.foundation.errors import Conflict, Forbidden, NotFound, TooMany
from anlan.foundation.ids import new_id
from anlan.foundation.secret_box import SecretBox
from anlan.protocols.wording import Sentence

PERMISSION: Final = "webhooks.manage"
# After a change the former secret signs as well for so long, so that a receiver can be changed without losing an event.
FORMER_LIFE: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription with its owner and what waits or was set aside. ``own``: whether the actor is the owner."""

    row: WebhookSubscription
    owner_name: str
    owner_division: str
    waiting: int
    dead: int
    own: bool


class Subscriptions:
    """Lists and changes subscriptions. What it is told goes by the owner's rights, so only the owner says where it goes."""

    def __init__(
        self, *, database: Database, clock: Clock, gate: Gate, office: Office, secrets: SecretBox, sender: WebhookSender, events: EventPages,
        limits: WebhookLimits,
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._gate = gate
        self._office = office
        self._secrets = secrets
        self._sender = sender
        self._events = events
        self._limits = limits

    async def visible_to(self, actor: Actor) -> list[SubscriptionView]:
        """One's own and those of users in the divisions where one keeps webhooks, the oldest first; there are few."""
        within = division_within(Organisation.division, actor.roots(PERMISSION))
        return await self._views(actor, or_(WebhookSubscription.owner == actor.id, within))

    async def get(self, actor: Actor, identity: str) -> SubscriptionView:
        """One. Raises ``NotFound``, also where it is not for the actor."""
        within = division_within(Organisation.division, actor.roots(PERMISSION))
        visible = or_(WebhookSubscription.owner == actor.id, within)
        found = await self._views(actor, visible, WebhookSubscription.id == identity)
        if not found:
            raise NotFound("webhooks.none", Sentence("没有该推送订阅", "there is no such webhook"))
        return found[0]

    async def create(self, actor: Actor, draft: SubscriptionDraft) -> tuple[SubscriptionView, str]:
        """Make one; it is told of what happens from now on. Also the secret, which is shown this once."""
        resource = Resource("webhook", "", "", draft.name[:64])
        await self._only_by_session(actor, "webhook.create", resource)
        await self._check(draft)
        now, secret = self._clock.now_utc(), new_secret()
        identity = new_id(now)
        row = WebhookSubscription(
            id=identity, name=draft.name.strip(), url=draft.url, kinds=list(draft.kinds), divisions=list(draft.divisions), owner=actor.id,
            secret=self._secrets.seal(secret, identity), former_secret=None, former_until_utc=None, enabled=True,
            since_sequence=self._events.sequence, version=1, created_utc=now, resume_utc=now, delivered=0, withheld=0, lost=0, failures=0,
        )  # fmt: skip
        async with self._database.transaction() as session:
            count = await session.scalar(select(func.count()).select_from(WebhookSubscription)) or 0
            if count >= self._limits.subscriptions:
                raise TooMany(
                    "webhooks.too_many",
                    Sentence(f"推送订阅已达上限 {self._limits.subscriptions}", f"there are {count} webhooks already"),
                )
            session.add(row)
            await session.flush()
            resource = replace(resource, id=identity)
            await self._office.done(session, actor, "webhook.create", resource, _facts(draft))
        return await self.get(actor, identity), secret

    async def change(self, actor: Actor, identity: str, version: int, draft: SubscriptionDraft) -> SubscriptionView:
        """Change what it says."""
        view = await self._owned(actor, identity, "webhook.change")
        await self._check(draft)
        changes = {
            "name": draft.name.strip(), "url": draft.url, "kinds": list(draft.kinds), "divisions": list(draft.divisions),
            # Another receiver has not failed yet.
            "failures": 0, "resume_utc": self._clock.now_utc(),
        }  # fmt: skip
        await self._write(actor, view, version, "webhook.change", changes, _facts(draft))
        return await self.get(actor, identity)

    async def switch(self, actor: Actor, identity: str, version: int, *, on: bool) -> SubscriptionView:
        """Off: by whoever governs it, and what waits is dropped; on: by the owner, from now on."""
        action = "webhook.on" if on else "webhook.off"
        view = await (self._owned if on else self._governed)(actor, identity, action)
        now = self._clock.now_utc()
        changes: dict[str, Any] = {"enabled": on, "off_reason_zh": None, "off_reason_en": None}
        if on and not view.row.enabled:
            changes |= {"since_sequence": self._events.sequence, "failures": 0, "resume_utc": now}
        await self._write(actor, view, version, action, changes, {})
        return await self.get(actor, identity)

    async def renew_secret(self, actor: Actor, identity: str, version: int) -> tuple[SubscriptionView, str]:
        """A new secret, shown this once; the former signs too for a day."""
        view = await self._owned(actor, identity, "webhook.secret")
        secret = new_secret()
        changes = {
            "secret": self._secrets.seal(secret, identity), "former_secret": view.row.secret,
            "former_until_utc": self._clock.now_utc() + FORMER_LIFE,
        }  # fmt: skip
        await self._write(actor, view, version, "webhook.secret", changes, {})
        return await self.get(actor, identity), secret

    async def delete(self, actor: Actor, identity: str) -> None:
        """End it with everything that waits."""
        view = await self._governed(actor, identity, "webhook.delete")
        async with self._database.transaction() as session:
            await session.execute(delete(WebhookDelivery).where(WebhookDelivery.subscription == identity))
            await session.execute(delete(WebhookSubscription).where(WebhookSubscription.id == identity))
            await self._office.done(session, actor, "webhook.delete", _resource(view), {})

    async def governed(self, actor: Actor, identity: str, action: str) -> SubscriptionView:
        """One that the actor owns or governs; the decision is audited."""
        return await self._governed(actor, identity, action)

    def secrets_of(self, row: WebhookSubscription, now_utc: datetime) -> tuple[str, ...]:
        """The secrets that sign now, in the clear, the newest first."""
        found = [self._secrets.open(row.secret, row.id)]
        if row.former_secret is not None and row.former_until_utc is not None and now_utc < row.former_until_utc:
            found.append(self._secrets.open(row.former_secret, row.id))
        return tuple(found)

    # -- inside

    async def _check(self, draft: SubscriptionDraft) -> None:
        check(draft)
        refused = await self._sender.refusal(draft.url)
        if refused is not None:
            raise invalid({"url": refused})

    async def _only_by_session(self, actor: Actor, action: str, resource: Resource) -> None:
        if actor.kind != "user":
            refusal = Forbidden(
                "webhooks.by_token",
                Sentence("令牌不能维护推送订阅，请登录控制台", "a token cannot keep webhooks; sign in to the console"),
            )
            await self._office.refuse_if(refusal, actor, action, resource)

    async def _owned(self, actor: Actor, identity: str, action: str) -> SubscriptionView:
        view = await self.get(actor, identity)
        await self._only_by_session(actor, action, _resource(view))
        if not view.own:
            refusal = Forbidden(
                "webhooks.owner_only",
                Sentence("推送按创建人的权限进行，只能由创建人修改", "it is told by its owner's rights; only the owner changes it"),
            )  # fmt: skip
            await self._office.refuse_if(refusal, actor, action, _resource(view))
        return view

    async def _governed(self, actor: Actor, identity: str, action: str) -> SubscriptionView:
        view = await self.get(actor, identity)
        await self._only_by_session(actor, action, _resource(view))
        if not view.own:
            await self._gate.authorize(actor, PERMISSION, replace(_resource(view), division=view.owner_division))
        return view

    async def _write(
        self, actor: Actor, view: SubscriptionView, version: int, action: str, changes: dict[str, Any], facts: dict[str, Any]
    ) -> None:  # fmt: skip
        async with self._database.transaction() as session:
            current = await session.scalar(
                select(WebhookSubscription.version).where(WebhookSubscription.id == view.row.id).with_for_update()
            )
            if current != version:
                raise Conflict(
                    "webhooks.changed",
                    Sentence("订阅已被他人修改，请刷新", "it has changed meanwhile; look at it again"),
                )
            await session.execute(
                update(WebhookSubscription)
                .where(WebhookSubscription.id == view.row.id)
                .values(version=version + 1, **changes)
            )
            if changes.get("enabled") is False:
                waiting = (WebhookDelivery.subscription == view.row.id, WebhookDelivery.state == "waiting")
                await session.execute(delete(WebhookDelivery).where(*waiting))
            await self._office.done(session, actor, action, _resource(view), facts)

    async def _views(self, actor: Actor, *conditions: Any) -> list[SubscriptionView]:
        query = (
            select(WebhookSubscription, User.name, Organisation.division)
            .join(User, User.id == WebhookSubscription.owner)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(*conditions)
            .order_by(WebhookSubscription.id)
        )
        counting = select(WebhookDelivery.subscription, WebhookDelivery.state, func.count()).group_by(
            WebhookDelivery.subscription, WebhookDelivery.state
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
            found: Sequence[Any] = (await session.execute(counting)).all() if rows else ()
        counts = {(subscription, state): count for subscription, state, count in found}
        return [
            SubscriptionView(
                row, owner, division, counts.get((row.id, "waiting"), 0), counts.get((row.id, "dead"), 0), row.owner == actor.id
            )
            for row, owner, division in rows
        ]  # fmt: skip


def _facts(draft: SubscriptionDraft) -> dict[str, Any]:
    # What follows the path may be a secret of the receiver's.
    return {"url": draft.url.partition("?")[0], "kinds": list(draft.kinds), "divisions": list(draft.divisions)}


def _resource(view: SubscriptionView) -> Resource:
    return Resource("webhook", view.row.id, "", view.row.name)
