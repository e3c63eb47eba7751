"""Webhooks as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from anlan.api.times import UtcTime
from anlan.capabilities.notifications.drafts import MAX_DIVISIONS, MAX_URL
from anlan.capabilities.notifications.kinds import MAX_KINDS
from anlan.capabilities.notifications.subscriptions import SubscriptionView


class WebhookDraft(BaseModel):
    """What a webhook says."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=64)
    url: str = Field(min_length=1, max_length=MAX_URL, description="https; http to this machine, or where permitted")
    kinds: list[str] = Field(
        default_factory=list, max_length=MAX_KINDS, description="As alarms.case or alarms.*; [] is all that one may see"
    )
    divisions: list[str] = Field(
        default_factory=list, max_length=MAX_DIVISIONS, description="Roots of subtrees; [] is all that one may see"
    )


class WebhookVersion(BaseModel):
    """The version that one looked at."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**31 - 1)


class WebhookChange(WebhookDraft):
    """What a webhook is to say."""

    version: int = Field(ge=1, le=2**31 - 1, description="The version that one looked at")


class ChosenDeliveries(BaseModel):
    """Which of those given up."""

    model_config = ConfigDict(extra="forbid")

    deliveries: list[str] | None = Field(default=None, max_length=500, description="Ids; null is all")


class CountView(BaseModel):
    """How many it concerned."""

    count: int


class WebhookView(BaseModel):
    """A webhook and how it goes."""

    id: str
    name: str
    url: str = Field(description="To others than the owner without what follows the question mark")
    kinds: list[str]
    divisions: list[str]
    owner: str
    owner_name: str
    own: bool = Field(description="Whether it is one's own: only then it can be changed")
    enabled: bool
    off_reason_zh: str | None = Field(description="Why the platform switched it off; null where a person did")
    off_reason_en: str | None
    version: int
    created_utc: UtcTime
    delivered: int
    delivered_utc: UtcTime | None
    withheld: int = Field(description="Not sent, because the owner had lost the right by then")
    lost: int = Field(description="Neither sent nor set aside, because both lists were full")
    waiting: int
    dead: int = Field(description="Given up; they can be sent again")
    failures: int = Field(description="Of the receiver, in a row")
    resume_utc: UtcTime = Field(description="While it fails: when it is tried next")
    last_status: int | None
    last_reason_zh: str | None
    last_reason_en: str | None
    former_until_utc: UtcTime | None = Field(description="Until when the former secret signs too")


class WebhookWithSecret(BaseModel):
    """A webhook with its secret, which is shown this once."""

    secret: str = Field(description="whsec_ and base64, as Standard Webhooks has it")
    webhook: WebhookView


class TrialView(BaseModel):
    """What became of a test."""

    taken: bool
    status: int | None = Field(description="HTTP status; null where none came")
    zh: str | None = Field(description="Why it was not taken")
    en: str | None


class DeliveryView(BaseModel):
    """An event on its way to a receiver."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    event_id: str
    kind: str
    division: str
    occurred_utc: UtcTime
    state: str
    created_utc: UtcTime
    due_utc: UtcTime
    tries: int
    last_status: int | None
    reason_zh: str | None
    reason_en: str | None


def webhook_view(view: SubscriptionView) -> WebhookView:
    """A subscription as the API shows it."""
    row = view.row
    plain = {name: getattr(row, name) for name in WebhookView.model_fields if hasattr(row, name)}
    # What follows the path may be the receiver's own secret.
    url = row.url if view.own else row.url.partition("?")[0]
    return WebhookView(
        **plain
        | {"url": url, "owner_name": view.owner_name, "own": view.own, "waiting": view.waiting, "dead": view.dead}
    )
