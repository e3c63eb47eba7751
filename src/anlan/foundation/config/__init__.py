"""Configuration: one TOML file plus ANLAN_… variables, validated, with errors that name key, value and range."""

from anlan.foundation.config.alarm_sections import AlarmsSettings, Dc09Settings, FeedSettings, MqttSettings
from anlan.foundation.config.load import ConfigError, ConfigFault, load_settings
from anlan.foundation.config.rendering import masked, sample_toml
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
from anlan.foundation.config.settings import Settings
from anlan.foundation.config.webhook_section import WebhooksSettings

__all__ = [
    "AccessSettings",
    "AlarmsSettings",
    "AuditSettings",
    "ConfigError",
    "ConfigFault",
    "DatabaseOptions",
    "Dc09Settings",
    "EventsSettings",
    "FeedSettings",
    "Gb28181Settings",
    "HttpSettings",
    "LiveSettings",
    "LogSettings",
    "MapSettings",
    "MediaSettings",
    "MqttSettings",
    "PlatformSettings",
    "Settings",
    "SipSettings",
    "WebhooksSettings",
    "load_settings",
    "masked",
    "sample_toml",
]
