"""Why the link with an upper platform changed, in sentences."""

from __future__ import annotations

from anlan.protocols.wording import Sentence

REASONS: dict[str, Sentence] = {
    "registered": Sentence("已向上级平台注册。", "Registered with the upper platform."),
    "redirected": Sentence("已按上级平台的重定向，向其指定的服务器注册。", "Registered with the server that the upper platform sent us to."),
    "redirect_unreadable": Sentence("上级平台要求重定向，但未给出可用的服务器编码与地址。", "The upper platform redirects us without naming a usable server."),
    "redirected_again": Sentence("重定向到的服务器再次要求重定向，未予跟随。", "The server we were sent to sends us on once more; that is not followed."),
    "no_answer": Sentence("上级平台没有应答，请检查其地址、端口与网络。", "The upper platform does not answer; check its address, port and the network."),
    "unreachable": Sentence("无法连接上级平台，请检查其地址、端口与传输方式。", "No connection with the upper platform; check its address, port and transport."),
    "wrong_password": Sentence("上级平台拒绝认证，请核对用户名与密码。", "The upper platform refuses our credentials; check user name and password."),
    "refused_403": Sentence("上级平台拒绝注册（403），请在其侧登记本平台编码与密码。", "The upper platform forbids the registration (403); have this platform's code and password entered there."),
    "unknown_404": Sentence("上级平台不认识所填编码或域（404），请核对上级编码与 SIP 域。", "The upper platform does not know the code or domain (404); check its code and SIP domain."),
    "challenge_unreadable": Sentence("上级平台的认证质询无法识别。", "The upper platform's challenge cannot be answered."),
    "refused": Sentence("上级平台返回错误应答，注册未成功。", "The upper platform answered with an error; not registered."),
    "keepalive_lost": Sentence("连续多次心跳无应答，正在重新注册。", "Several keepalives in a row had no answer; registering anew."),
    "keepalive_refused": Sentence("上级平台不认可心跳，正在重新注册。", "The upper platform does not take the keepalive; registering anew."),
    "refresh_refused": Sentence("注册续期被拒绝，正在重新注册。", "The registration was not prolonged; registering anew."),
    "connection_lost": Sentence("与上级平台的连接中断，正在重新注册。", "The connection with the upper platform was lost; registering anew."),
    "unregistered": Sentence("已从上级平台注销。", "Unregistered from the upper platform."),
    "changed": Sentence("上级平台档案已修改，正在重新注册。", "The record of the upper platform was changed; registering anew."),
}  # fmt: skip
