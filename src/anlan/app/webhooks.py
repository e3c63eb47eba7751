"""The webhooks made from the configuration."""

from __future__ import annotations

import ssl

from anlan.capabilities.notifications.limits import WebhookLimits
from anlan.capabilities.notifications.service import NotificationService, load_webhook_key
from anlan.foundation.access.gate import Gate
from anlan.foundation.access.service import AccessService
from anlan.foundation.clock import Clock
from anlan.foundation.config import ConfigError, ConfigFault, Settings
from anlan.foundation.database import Database
from anlan.foundation.events import Outbox
from anlan.gateways.webhooks.sender import HttpWebhookSender
from anlan.protocols.wording import Sentence


def notifications_of(
    settings: Settings, clock: Clock, database: Database, gate: Gate, access: AccessService, outbox: Outbox
) -> NotificationService:
    """The section ``[webhooks]`` at work. Raises ``ConfigError`` where its CA file cannot be used."""
    own = settings.webhooks
    try:
        sender = HttpWebhookSender(own)
    except (OSError, ssl.SSLError) as error:
        fault = Sentence(f"根证书文件无法使用：{error}", f"the CA file cannot be used: {error}")
        allowed = Sentence("PEM 格式的根证书文件", "a file of CA certificates in PEM")
        raise ConfigError([ConfigFault("webhooks.ca_file", own.ca_file, allowed, fault, own.ca_file)]) from None
    limits = WebhookLimits(own.queue_limit, own.give_up_hours, own.keep_days, own.max_subscriptions)
    return NotificationService(
        database=database, clock=clock, gate=gate, office=access.office, events=outbox, rights=access, sender=sender,
        secret_key=load_webhook_key(settings.data_directory), platform=settings.platform.code,
        own_division=settings.platform.division, limits=limits,
    )  # fmt: skip
