"""The section of webhooks: where events may be pushed to, and how long it is tried."""

from __future__ import annotations

import ipaddress

from pydantic import field_validator

from anlan.foundation.config.option import Section, option
from anlan.protocols.wording import Sentence


class WebhooksSettings(Section):
    """Events pushed to other systems by HTTP."""

    allowed_networks: tuple[str, ...] = option(
        (), "允许推送到的内网网段，如 10.20.0.0/16；公网地址无需列出",
        "Private networks that events may be pushed to, as 10.20.0.0/16; public addresses need none",
        allowed=Sentence("网段列表", "list of networks"), max_length=100,
    )  # fmt: skip
    allow_plain: bool = option(
        False,  # noqa: FBT003 - a default
        "允许向本机以外的地址以明文 HTTP 推送",
        "Let events go in the clear (http) beyond this machine",
    )
    ca_file: str = option("", "校验对方证书的根证书文件，留空用系统根证书", "CA file that receivers' certificates are checked with; empty for the system's", max_length=1024)  # fmt: skip
    timeout_s: int = option(10, "等待对方应答的时长", "How long a receiver may take to answer", unit="s", ge=1, le=60)
    queue_limit: int = option(
        10_000, "单个订阅的待发上限，超出转入未送达", "Events that may wait for one receiver; more are undelivered at once",
        ge=100, le=200_000,
    )  # fmt: skip
    give_up_hours: int = option(
        24, "多久仍未送达即放弃", "An event that could not be delivered for so long is given up", unit="h", ge=1, le=168
    )
    keep_days: int = option(
        30, "未送达记录保留天数", "Days for which what was given up is kept", unit="d", ge=1, le=365
    )
    max_subscriptions: int = option(50, "订阅数上限", "Subscriptions in all", ge=1, le=500)

    @field_validator("allowed_networks")
    @classmethod
    def _networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for each in given:
            ipaddress.ip_network(each)
        return given
