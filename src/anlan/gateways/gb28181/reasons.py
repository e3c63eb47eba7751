"""Why a peer's state changed and why a registration was turned away: stable codes, what they mean, and what to do."""

from __future__ import annotations

from anlan.protocols.wording import Sentence

# Reasons of PeerTransition.
TRANSITIONS: dict[str, Sentence] = {
    "registered": Sentence("注册成功。", "Registered."),
    "refreshed": Sentence("注册续期。", "Registration prolonged."),
    "restarted": Sentence("下级平台重新启动后再次注册。", "The platform below registered anew, as after a restart."),
    "moved": Sentence("从新的地址重新注册。", "Registered again from another address."),
    "unregistered": Sentence("设备主动注销。", "The device signed off."),
    "keepalive_missed": Sentence("未按时收到心跳。", "A keepalive did not come in time."),
    "keepalive_lost": Sentence(
        "连续多次未收到心跳，判定离线。", "Several keepalives in a row are missing; taken as offline."
    ),
    "keepalive_back": Sentence("心跳恢复。", "Keepalives are back."),
    "expired": Sentence("注册到期且未续期。", "The registration ran out and was not prolonged."),
    "disabled": Sentence("档案已停用，断开连接。", "The record was disabled; the link was ended."),
    "removed": Sentence("档案已删除，断开连接。", "The record was removed; the link was ended."),
}

# Reasons of Refusal, each with what to do about it.
REFUSALS: dict[str, tuple[Sentence, Sentence]] = {
    "unknown": (
        Sentence("编码未登记，也不符合任何注册规则。", "The code stands in no record and matches no registration rule."),
        Sentence("请先登记该编码，或增加注册规则。", "Register the code, or add a registration rule."),
    ),
    "disabled": (
        Sentence("该设备的档案已停用。", "The record of this device is disabled."),
        Sentence("如需接入，请启用其档案。", "Enable the record if the device is to join."),
    ),
    "no_password": (
        Sentence("档案中没有设置接入密码。", "The record holds no password."),
        Sentence("请为该设备或其注册规则设置密码。", "Set a password for the device or its registration rule."),
    ),
    "no_credentials": (
        Sentence("设备收到认证要求后没有提供口令。", "The device was asked to authenticate and did not."),
        Sentence("请在设备上填写用户名和密码。", "Enter the user name and password on the device."),
    ),
    "wrong_password": (
        Sentence("密码错误。", "The password is wrong."),
        Sentence("请在设备与平台两侧重新输入同一密码。", "Type the same password again on both sides."),
    ),
    "wrong_realm": (
        Sentence("认证域（realm）不符。", "The realm of the answer is not ours."),
        Sentence("请将设备的认证域留空，或填写为本平台的 SIP 域。", "Leave the device's realm empty, or set it to our SIP domain."),
    ),
    "wrong_user": (
        Sentence("认证用户名与设备编码不一致。", "The user name is not the device's code."),
        Sentence("请将设备的认证用户名设为其 20 位编码。", "Set the device's authentication ID to its 20-digit code."),
    ),
    "replayed": (
        Sentence("重复使用了已用过的认证应答。", "An answer to a challenge was used a second time."),
        Sentence("请检查网络中是否有设备重放报文；设备会自动重新认证。", "See whether something repeats messages; the device authenticates anew by itself."),
    ),
    "malformed": (
        Sentence("报文格式有误，无法识别。", "The message is malformed."),
        Sentence("请核对设备的协议版本与固件。", "Check the device's protocol version and firmware."),
    ),
    "bad_code": (
        Sentence("编码不是 20 位数字。", "The code does not have 20 digits."),
        Sentence("请在设备上填写 20 位国标编码。", "Enter the 20-digit code on the device."),
    ),
    "not_registered": (
        Sentence("设备尚未注册，或注册已失效。", "The device is not registered, or its registration has run out."),
        Sentence("设备应重新注册；如未自动重注册，请重启设备。", "The device has to register again; restart it where it does not by itself."),
    ),
    "other_address": (
        Sentence("报文来自注册时以外的地址。", "The message came from an address other than the registered one."),
        Sentence("请核对设备网络与地址转换；设备会从新地址重新注册。", "Check the device's network and address translation; it registers anew from the new address."),
    ),
    "is_upper": (
        Sentence("该编码登记为上级平台，不能向本平台注册。", "The code is kept as an upper platform, which does not register here."),
        Sentence("请核对两侧的上下级关系。", "Check on both sides who is the upper and who the lower."),
    ),
    "too_often": (
        Sentence("请求过于频繁。", "Too many requests in a short time."),
        Sentence("请调大设备的注册重试间隔，或检查是否有仿冒报文。", "Lengthen the device's retry interval, or look for forged messages."),
    ),
    "full": (
        Sentence("已达到可注册数量的上限。", "The limit of registered peers is reached."),
        Sentence("请调大 gb28181.max_registered，或清理不用的设备。", "Raise gb28181.max_registered, or remove devices that are no longer used."),
    ),
    "database": (
        Sentence("数据库暂时无法写入，未能登记。", "The database cannot be written at the moment; the registration was not kept."),
        Sentence("请检查磁盘与数据库；设备会自动重试。", "Check the disk and the database; the device tries again by itself."),
    ),
}  # fmt: skip

# Why a peer is not there now, as the diagnosis says it, and what to do.
OFFLINE_REMEDIES: dict[str, tuple[Sentence, Sentence]] = {
    "keepalive_missed": (
        Sentence("最近一次心跳未按时到达。", "Its last keepalive did not come in time."),
        Sentence("如持续出现，请检查网络质量或缩短设备心跳周期。", "If it goes on, check the network, or shorten the device's heartbeat interval."),
    ),
    "keepalive_lost": (
        Sentence("因连续未收到心跳而离线。", "It is offline: keepalives failed to come."),
        Sentence(
            "请检查设备供电与网络，并核对设备心跳周期是否超出平台上限。",
            "Check its power and network, and that its heartbeat interval is not above the platform's limit.",
        ),
    ),
    "expired": (
        Sentence("注册到期后没有续期，因而离线。", "It is offline: its registration ran out and was not prolonged."),
        Sentence("请检查设备是否运行；注册有效期应不短于 3600 秒。", "See whether it runs; the registration should last 3600 s or more."),
    ),
    "unregistered": (
        Sentence("设备主动注销，因而离线。", "It is offline: it signed off by itself."),
        Sentence("请确认设备上的国标接入是否被关闭或改到其他平台。", "See whether GB/T 28181 was switched off on it, or pointed at another platform."),
    ),
    "disabled": REFUSALS["disabled"],
    "removed": REFUSALS["unknown"],
}  # fmt: skip
