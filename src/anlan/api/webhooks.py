"""Webhooks: where events are pushed to, what waits or was given up, a test, and sending again."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Path, Query

from anlan.api.access import requires
from anlan.api.context import ApiContext, Context
from anlan.api.directory import Choice, choices
from anlan.api.page import Cursor, Limit, Page, decode_cursor, encode_cursor
from anlan.api.webhook_views import (
    ChosenDeliveries,
    CountView,
    DeliveryView,
    TrialView,
    WebhookChange,
    WebhookDraft,
    WebhookVersion,
    WebhookView,
    WebhookWithSecret,
    webhook_view,
)
from anlan.capabilities.notifications.drafts import SubscriptionDraft
from anlan.capabilities.notifications.kinds import OFFERED
from anlan.capabilities.notifications.service import NotificationService
from anlan.foundation.access.actor import Actor

router = APIRouter(tags=["webhooks"])
Keeper = Annotated[Actor, Depends(requires("webhooks.manage"))]
WebhookId = Annotated[str, Path(max_length=24, description="Id of the webhook")]


def notifications(context: ApiContext) -> NotificationService:
    """The capability behind these routes."""
    return cast(NotificationService, context.notifications)


@router.get("/webhooks", summary="Webhooks")
async def list_webhooks(actor: Keeper, context: Context) -> Page[WebhookView]:
    """One's own, and those of users in the divisions where one keeps webhooks; all of them, there are few."""
    views = await notifications(context).subscriptions.visible_to(actor)
    return Page(items=[webhook_view(each) for each in views], total=len(views))


@router.get("/webhooks/kinds", summary="Kinds of event that the form offers")
async def list_kinds(_actor: Keeper) -> list[Choice]:
    """Any kind that the event WebSocket tells may be asked for, and any family as ``alarms.*``."""
    return choices(OFFERED)


@router.post("/webhooks", status_code=201, summary="Make a webhook")
async def create_webhook(body: WebhookDraft, actor: Keeper, context: Context) -> WebhookWithSecret:
    """It is told, by one's own rights, of what happens from now on. The secret is shown this once."""
    view, secret = await notifications(context).subscriptions.create(actor, _draft(body))
    return WebhookWithSecret(secret=secret, webhook=webhook_view(view))


@router.get("/webhooks/{webhook}", summary="One webhook")
async def read_webhook(webhook: WebhookId, actor: Keeper, context: Context) -> WebhookView:
    """With how it goes."""
    return webhook_view(await notifications(context).subscriptions.get(actor, webhook))


@router.put("/webhooks/{webhook}", summary="Change a webhook")
async def change_webhook(webhook: WebhookId, body: WebhookChange, actor: Keeper, context: Context) -> WebhookView:
    """By its owner only: it is told by the owner's rights."""
    return webhook_view(await notifications(context).subscriptions.change(actor, webhook, body.version, _draft(body)))


@router.delete("/webhooks/{webhook}", status_code=204, summary="End a webhook")
async def delete_webhook(webhook: WebhookId, actor: Keeper, context: Context) -> None:
    """With everything that waits for it and was given up."""
    await notifications(context).subscriptions.delete(actor, webhook)


@router.post("/webhooks/{webhook}/on", summary="Switch a webhook on")
async def switch_on(webhook: WebhookId, body: WebhookVersion, actor: Keeper, context: Context) -> WebhookView:
    """By its owner; it is told of what happens from now on."""
    return webhook_view(await notifications(context).subscriptions.switch(actor, webhook, body.version, on=True))


@router.post("/webhooks/{webhook}/off", summary="Switch a webhook off")
async def switch_off(webhook: WebhookId, body: WebhookVersion, actor: Keeper, context: Context) -> WebhookView:
    """What waits is dropped; what was given up stays."""
    return webhook_view(await notifications(context).subscriptions.switch(actor, webhook, body.version, on=False))


@router.post("/webhooks/{webhook}/secret", summary="Give a webhook a new secret")
async def renew_secret(webhook: WebhookId, body: WebhookVersion, actor: Keeper, context: Context) -> WebhookWithSecret:
    """Shown this once. For 24 hours messages bear a signature of the former one too."""
    view, secret = await notifications(context).subscriptions.renew_secret(actor, webhook, body.version)
    return WebhookWithSecret(secret=secret, webhook=webhook_view(view))


@router.post("/webhooks/{webhook}/test", summary="Post a test at once")
async def try_webhook(webhook: WebhookId, actor: Keeper, context: Context) -> TrialView:
    """An event of the kind ``webhooks.test``, signed as all are; counted nowhere and not repeated."""
    answer = await notifications(context).try_out(actor, webhook)
    reason = answer.reason
    return TrialView(
        taken=reason is None, status=answer.status, zh=reason.zh if reason else None, en=reason.en if reason else None
    )


@router.get("/webhooks/{webhook}/deliveries", summary="What waits for a receiver, or was given up")
async def list_deliveries(
    webhook: WebhookId,
    actor: Keeper,
    context: Context,
    state: Annotated[Literal["waiting", "dead"], Query()] = "dead",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[DeliveryView]:
    """Newest first, without what they say."""
    after = decode_cursor(cursor, int)
    rows, following, total = await notifications(context).letters.page(
        actor, webhook, state, after[0] if after else None, limit
    )
    return Page(
        items=[DeliveryView.model_validate(row) for row in rows],
        next_cursor=encode_cursor([following]) if following is not None else None,
        total=total,
    )


@router.post("/webhooks/{webhook}/deliveries/replay", summary="Send again what was given up")
async def replay(webhook: WebhookId, body: ChosenDeliveries, actor: Keeper, context: Context) -> CountView:
    """Some or all, each under its event's own id, so that the receiver can tell what it had."""
    return CountView(count=await notifications(context).letters.replay(actor, webhook, body.deliveries))


@router.post("/webhooks/{webhook}/deliveries/discard", summary="Drop what was given up")
async def discard(webhook: WebhookId, body: ChosenDeliveries, actor: Keeper, context: Context) -> CountView:
    """Some or all."""
    return CountView(count=await notifications(context).letters.discard(actor, webhook, body.deliveries))


def _draft(body: WebhookDraft) -> SubscriptionDraft:
    return SubscriptionDraft(body.name, body.url, tuple(body.kinds), tuple(body.divisions))
