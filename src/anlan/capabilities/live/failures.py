"""Why a picture did not come, in sentences: one table from the stable code to the likely cause and what to do."""

from __future__ import annotations

from anlan.capabilities.live.ports import Failure
from anlan.protocols.wording import Sentence

Fact = str | int | float | bool

_WORDING: dict[str, tuple[Sentence, Sentence]] = {
    "device_unknown": (
        Sentence("该通道所属设备或平台未在本平台登记，或不支持点播。", "The channel's device or platform is not on record here, or cannot be called."),
        Sentence("请核对通道编码与接入设备档案。", "Check the channel's code and the record of the device it is joined by."),
    ),
    "device_offline": (
        Sentence("设备或下级平台当前不在线。", "The device or lower platform is offline."),
        Sentence("请检查其电源、网络与注册情况，详见设备状态变化记录。", "Check its power, network and registration; its history of states tells since when."),
    ),
    "device_silent": (
        Sentence("设备或下级平台对点播请求没有应答。", "The device or lower platform did not answer the call."),
        Sentence("请检查到设备的信令网络与防火墙，或重启设备后再试。", "Check the signalling network and firewalls on the way, or restart the device and try again."),
    ),
    "refused_403": (
        Sentence("设备或下级平台拒绝点播（403）。", "The device or lower platform refused the call (403)."),
        Sentence("请在对端核对本平台的调阅权限与共享范围。", "Check this platform's rights and what is shared with it at the other side."),
    ),
    "busy_486": (
        Sentence("设备或下级平台的并发点播数已满（486）。", "The device or lower platform has no session left (486)."),
        Sentence("请关闭不用的画面，或调大对端的并发上限。", "Close pictures that nobody needs, or raise the limit at the other side."),
    ),
    "not_acceptable_488": (
        Sentence("设备不支持所要求的传输方式或码流（488）。", "The device cannot serve the transport or stream that was asked for (488)."),
        Sentence("请在设备档案中更换媒体传输方式或改用主码流。", "Change the media transport in the device's record, or ask for the main stream."),
    ),
    "refused_other": (
        Sentence("设备或下级平台返回了错误应答。", "The device or lower platform answered with an error."),
        Sentence("请按应答码查对端日志。", "Look up the status in the other side's log."),
    ),
    "bad_answer": (
        Sentence("设备应答中的媒体描述（SDP）无法识别。", "The media description (SDP) in the answer cannot be read."),
        Sentence("请升级设备固件，或将接入诊断记录提供给厂家。", "Update the device's firmware, or give this trace to its maker."),
    ),
    "no_packet": (
        Sentence("设备已应答，但没有收到任何媒体数据。", "The device answered, but no media packet arrived."),
        Sentence("请检查媒体端口是否被防火墙拦截、设备看到的收流地址是否正确。", "Check that no firewall blocks the media port and that the receiving address told to the device is right."),
    ),
    "port_closed": (
        Sentence("与设备的媒体连接无法建立或被拒绝。", "The media connection with the device could not be made or was refused."),
        Sentence("请检查媒体端口与防火墙，或改用其他传输方式。", "Check the media port and firewalls, or use another transport."),
    ),
    "wrong_ssrc": (
        Sentence("设备发来的码流标识（SSRC）与约定不符，已拒收以防串流。", "The stream carries another SSRC than agreed and was refused, lest pictures be swapped."),
        Sentence("请升级设备固件；确需兼容时，在设备档案中为其启用独立端口接收。", "Update the device's firmware; where that cannot be, give it a receiving port of its own in its record."),
    ),
    "wrong_source": (
        Sentence("码流来自另一地址，已拒收。", "The stream came from another address and was refused."),
        Sentence("设备位于地址转换之后时，请在设备档案中允许任意来源地址。", "Where the device stands behind address translation, allow any source in its record."),
    ),
    "no_key_frame": (
        Sentence("已收到码流，但迟迟没有关键帧，无法显示。", "The stream arrives, but without a key frame nothing can be shown."),
        Sentence("请缩短设备的关键帧间隔（建议 2 秒以内）。", "Shorten the device's key-frame interval (2 seconds or less)."),
    ),
    "not_ps": (
        Sentence("码流不是国标要求的 PS 封装，或没有视频。", "The stream is not the PS that the standard asks for, or holds no video."),
        Sentence("请在设备上将国标码流封装设为 PS。", "Set the device's GB/T 28181 stream to PS."),
    ),
    "codec_unsupported": (
        Sentence("该视频编码在此处无法播放。", "This video codec cannot be played here."),
        Sentence("请换用支持该编码的浏览器，或将设备改为 H.264 编码。", "Use a browser that plays it, or set the device to H.264."),
    ),
    "bandwidth": (
        Sentence("网络带宽不足，画面数据来不及送达。", "The network is too slow for this picture."),
        Sentence("请改看子码流，或减少同时打开的画面。", "Look at the sub-stream, or open fewer pictures at once."),
    ),
    "stopped_by_device": (
        Sentence("设备或下级平台中断了码流。", "The device or lower platform ended the stream."),
        Sentence("请重新打开；若反复出现，请检查设备与网络。", "Open it again; if it happens repeatedly, check the device and the network."),
    ),
    "lower_platform": (
        Sentence("下级平台报告了失败。", "The platform below reported a failure."),
        Sentence("请按所附原因在下级平台处理。", "Act at the platform below on the cause given with this."),
    ),
    "capacity": (
        Sentence("同时打开的画面数已达上限。", "As many pictures are open as are allowed."),
        Sentence("请关闭不用的画面后再试。", "Close pictures that nobody needs and try again."),
    ),
    "cancelled": (
        Sentence("点播在完成前被取消。", "The call was cancelled before it was complete."),
        Sentence("如需观看请重新打开。", "Open it again to look."),
    ),
    "internal": (
        Sentence("平台内部错误，点播未完成。", "An error inside the platform stopped the call."),
        Sentence("请将此记录编号提供给平台管理员。", "Give the number of this trace to the platform's administrator."),
    ),
}  # fmt: skip

CODES = frozenset(_WORDING)


def failure(code: str, facts: dict[str, Fact] | None = None, *, detail: Sentence | None = None) -> Failure:
    """The failure of a code with its sentences; ``detail`` replaces the general sentence where more is known. Raises ``KeyError``."""
    sentence, remedy = _WORDING[code]
    return Failure(code=code, sentence=detail or sentence, remedy=remedy, facts=dict(facts or {}))


# What the media core says of a stream it cannot make pictures from → our code.
UNDECODABLE = {
    "not_ps": "not_ps",
    "no_video": "not_ps",
    "unsupported_codec": "codec_unsupported",
    "no_key_frame": "no_key_frame",
}
