"""Tables of the webhooks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.foundation.database import Table, UtcDateTime
from anlan.foundation.database.table import Sequence
from anlan.foundation.ids import ID_LENGTH


class WebhookSubscription(Table):
    """Where some events are pushed to, for whom and how it goes."""

    __tablename__ = "webhook_subscriptions"
    __table_args__ = (
        Index(None, "owner"),
        {"comment": "Webhooks (事件推送订阅): a receiver, what it is told, and how its last deliveries went"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, comment="Sorts by time of entry")
    name: Mapped[str] = mapped_column(String(64))
    url: Mapped[str] = mapped_column(String(500), comment="Where events are posted to")
    kinds: Mapped[list[str]] = mapped_column(JSON, comment="Kinds of event, or families as alarms.*; [] is all")
    divisions: Mapped[list[str]] = mapped_column(JSON, comment="Roots of subtrees; [] is all that the owner may see")
    owner: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), comment="By whose rights it is told")
    secret: Mapped[bytes] = mapped_column(comment="Sealed signing secret")
    former_secret: Mapped[bytes | None] = mapped_column(comment="Sealed; empty unless it was changed lately")
    former_until_utc: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="Until when the former one signs too; empty without one"
    )
    enabled: Mapped[bool] = mapped_column(comment="Off: events are neither kept for it nor sent")
    off_reason_zh: Mapped[str | None] = mapped_column(String(255), comment="Empty unless the platform switched it off")
    off_reason_en: Mapped[str | None] = mapped_column(String(255), comment="Empty unless the platform switched it off")
    since_sequence: Mapped[int] = mapped_column(Sequence, comment="It is told of events after this one")
    version: Mapped[int] = mapped_column(default=1, comment="Goes up with every change by a person")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered: Mapped[int] = mapped_column(Sequence, default=0, comment="Events taken by the receiver")
    withheld: Mapped[int] = mapped_column(Sequence, default=0, comment="Not sent: the owner had lost the right by then")
    lost: Mapped[int] = mapped_column(Sequence, default=0, comment="Not even set aside: both lists were full")
    delivered_utc: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="The last; empty before the first")
    failures: Mapped[int] = mapped_column(default=0, comment="Failures of the receiver in a row")
    resume_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="Nothing is sent before; moves with failures")
    last_status: Mapped[int | None] = mapped_column(comment="Last HTTP status; empty where none came")
    last_reason_zh: Mapped[str | None] = mapped_column(
        String(255), comment="Why it failed last; empty where it did not"
    )
    last_reason_en: Mapped[str | None] = mapped_column(
        String(255), comment="Why it failed last; empty where it did not"
    )


class WebhookDelivery(Table):
    """One event on its way to one receiver; gone once it is taken."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        # Sent and shown in the order of the events.
        Index(None, "subscription", "state", "sequence"),
        Index(None, "state", "created_utc"),
        {"comment": "Events that wait for a receiver, and those given up (未送达) that one can send again"},
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    subscription: Mapped[str] = mapped_column(ForeignKey("webhook_subscriptions.id", ondelete="CASCADE"))
    event_id: Mapped[str] = mapped_column(String(32), comment="By it the receiver tells repeats")
    kind: Mapped[str] = mapped_column(String(64))
    division: Mapped[str] = mapped_column(String(8), comment='Of the event; "" is the platform as a whole')
    permission: Mapped[str] = mapped_column(String(64), comment="What the owner must hold there when it is sent")
    occurred_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="When the event happened")
    sequence: Mapped[int] = mapped_column(Sequence, comment="Of the event on this platform")
    facts: Mapped[str] = mapped_column(Text, comment="Of the event, JSON")
    state: Mapped[str] = mapped_column(String(8), comment="waiting or dead")
    created_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    due_utc: Mapped[datetime] = mapped_column(UtcDateTime, comment="While waiting: when it is tried next")
    tries: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None] = mapped_column(comment="HTTP status of the last try; empty where none came")
    reason_zh: Mapped[str | None] = mapped_column(String(255), comment="Why the last try failed; empty before one did")
    reason_en: Mapped[str | None] = mapped_column(String(255), comment="Why the last try failed; empty before one did")
