"""Why a feed is not up, in words."""

from __future__ import annotations

import ssl
from typing import Final

from websockets.exceptions import InvalidStatus

from anlan.protocols.wording import Sentence

CUT: Final = Sentence("连接已中断，正在重连", "the connection was cut; joining again")
BROKEN: Final = Sentence("通信异常，正在重连", "the conversation broke off; joining again")
NO_RECORD: Final = Sentence("目录中没有该下级平台", "there is no such platform below on record")
_REFUSED: Final = Sentence(
    "上级平台拒绝：请核对联网密钥、本平台编码和双方时钟",
    "the platform above refuses: compare the key, this platform's code and both clocks",
)
_CERTIFICATE: Final = Sentence(
    "上级平台的证书不受信任：请核对地址或填写其签发机构证书",
    "the certificate of the platform above is not trusted: check the address, or give its authority",
)
_NOT_REACHED: Final = Sentence(
    "无法连接上级平台：请检查地址、端口和网络", "the platform above is not reached: check address, port and network"
)


def dial_fault(error: BaseException) -> Sentence:
    """What a failed attempt to join means."""
    if isinstance(error, InvalidStatus):
        return _REFUSED if error.response.status_code in (401, 403) else _NOT_REACHED
    return _CERTIFICATE if isinstance(error, ssl.SSLError) else _NOT_REACHED
