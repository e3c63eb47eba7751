"""The section of the message gateway."""

from __future__ import annotations

from anlan.foundation.config.option import Section, option
from anlan.protocols.wording import Sentence


class MessagesSettings(Section):
    """Short messages to telephones, by a gateway of the city's that takes them over HTTP."""

    url: str = option(
        "", "短信网关地址，留空不发送短信", "Address of the gateway; empty: no messages are sent", max_length=1024,
        pattern=r"^(https://.+|http://(127\.0\.0\.1|localhost|\[::1\])([:/].*)?)?$",
        allowed=Sentence("https 地址；http 仅限本机", "an https address; http on this machine alone"),
    )  # fmt: skip
    secret: str = option(
        "", "签名密钥，与短信网关约定", "Key of the signature, agreed with the gateway", secret=True, max_length=255
    )
    timeout_s: int = option(10, "等待网关应答的时间", "Wait for the gateway's answer", unit="s", ge=1, le=60)
