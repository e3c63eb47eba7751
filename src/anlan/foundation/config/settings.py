"""The whole configuration as one frozen object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, model_validator
from sqlalchemy import URL

from anlan.foundation.config.alarm_sections import AlarmsSettings, Dc09Settings, FeedSettings, MqttSettings
from anlan.foundation.config.message_section import MessagesSettings
from anlan.foundation.config.option import Option, Section, describe, option
from anlan.foundation.config.sections import (
    AccessSettings,
    AuditSettings,
    DatabaseOptions,
    EventsSettings,
    Gb28181Settings,
    HttpSettings,
    LiveSettings,
    LogSettings,
    MapSettings,
    MediaSettings,
    PlatformSettings,
    SipSettings,
)
from anlan.foundation.config.webhook_section import WebhooksSettings


class Settings(Section):
    """Everything that can be configured; made by ``load_settings`` or, in tests, by hand. Empty derived fields are filled here."""

    data_directory: Path = option(
        Path("data"),
        "数据目录：数据库、密钥、锚点、日志游标",
        "Directory of the platform's own files: database, keys, anchors",
        example="/var/lib/anlan",
    )
    platform: PlatformSettings
    database: DatabaseOptions = Field(default_factory=DatabaseOptions)
    http: HttpSettings = Field(default_factory=HttpSettings)
    sip: SipSettings = Field(default_factory=SipSettings)
    media: MediaSettings = Field(default_factory=MediaSettings)
    gb28181: Gb28181Settings = Field(default_factory=Gb28181Settings)
    dc09: Dc09Settings = Field(default_factory=Dc09Settings)
    mqtt: MqttSettings = Field(default_factory=MqttSettings)
    live: LiveSettings = Field(default_factory=LiveSettings)
    alarms: AlarmsSettings = Field(default_factory=AlarmsSettings)
    messages: MessagesSettings = Field(default_factory=MessagesSettings)
    feed: FeedSettings = Field(default_factory=FeedSettings)
    access: AccessSettings = Field(default_factory=AccessSettings)
    audit: AuditSettings = Field(default_factory=AuditSettings)
    events: EventsSettings = Field(default_factory=EventsSettings)
    webhooks: WebhooksSettings = Field(default_factory=WebhooksSettings)
    log: LogSettings = Field(default_factory=LogSettings)
    map: MapSettings = Field(default_factory=MapSettings)

    @model_validator(mode="before")
    @classmethod
    def _fill_derived(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        filled = {
            name: value.model_dump(exclude_unset=True) if isinstance(value, Section) else value
            for name, value in data.items()
        }
        platform = filled.get("platform")
        code = platform.get("code") if isinstance(platform, dict) else None
        if isinstance(code, str) and len(code) == 20:
            _default(filled, "sip", "domain", code[:10])
        sip = filled.get("sip")
        if isinstance(sip, dict) and isinstance(sip.get("domain"), str):
            _default(filled, "sip", "realm", sip["domain"])
        directory = Path(str(filled.get("data_directory", "data")))
        _default(
            filled,
            "database",
            "url",
            URL.create("sqlite+aiosqlite", database=str(directory / "anlan.db")).render_as_string(),
        )
        _default(filled, "audit", "anchor_directory", str(directory / "anchors"))
        return filled

    @property
    def mqtt_prefix(self) -> str:
        """Before every MQTT topic."""
        return self.mqtt.topic_prefix or f"anlan/{self.platform.code}"

    @property
    def uses_tls(self) -> bool:
        """Whether users reach the console over TLS, ours or a proxy's."""
        return bool(self.http.tls_certificate) or self.http.public_url.startswith("https://")


def _default(data: dict[str, Any], section: str, name: str, value: str) -> None:
    part = data.setdefault(section, {})
    if isinstance(part, dict) and not part.get(name):
        data[section] = {**part, name: value}


def options() -> list[Option]:
    """Every option in the order of the file: top level first, then section by section."""
    found = [describe("", "data_directory", Settings.model_fields["data_directory"])]
    for section, model in sections().items():
        found += [describe(section, name, field) for name, field in model.model_fields.items()]
    return found


def sections() -> dict[str, type[Section]]:
    """Section name → model, in the order of the file."""
    return {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
    }
