"""Every permission there is, with what it lets one do."""

from __future__ import annotations

from anlan.protocols.wording import Sentence

PERMISSIONS: dict[str, Sentence] = {
    "directory.read": Sentence("查看目录、设备与平台", "See the directory, devices and platforms"),
    "directory.write": Sentence(
        "维护目录、设备档案，导入导出", "Keep the directory and device records; import and export"
    ),
    "platforms.write": Sentence(
        "维护上下级平台、注册规则与共享范围", "Keep upper and lower platforms, registration rules and what is shared"
    ),
    "live.view": Sentence("观看实时视频", "Look at live video"),
    "live.traces": Sentence("查看点播与接入诊断", "See the traces of attempts to play and to join"),
    "alarms.read": Sentence("查看警情", "See alarms"),
    "alarms.handle": Sentence("受理与处置警情", "Take and handle alarms"),
    "alarms.supervise": Sentence(
        "警情督办：收回、复核、屏蔽与测试", "Supervise alarms: take back, second check, suppression and test mode"
    ),
    "alarms.attend": Sentence("到场查看并回报警情", "Go and see about alarms, and report"),
    "alarms.company_only": Sentence("仅限本单位服务的报警用户", "Confined to what one's own company serves"),
    "subscribers.read": Sentence("查看报警用户", "See alarm subscribers"),
    "subscribers.write": Sentence("维护报警用户，导入导出", "Keep alarm subscribers; import and export"),
    "subscribers.secrets": Sentence("维护口令与主机密钥", "Set verbal passwords and panel keys"),
    "duty.read": Sentence("查看值班", "See the duty room: rosters, log, who is on duty"),
    "duty.work": Sentence("值班：签到、交接班、写日志", "Be on duty: sign in, hand over, write the log"),
    "duty.manage": Sentence("管理值班室、人员与排班", "Manage duty rooms, people and rosters"),
    "webhooks.manage": Sentence("维护事件推送订阅", "Keep webhooks: where events are pushed to"),
    "incidents.read": Sentence("查看应急事件", "See incidents"),
    "incidents.handle": Sentence(
        "处置应急事件：立案、记录、预案步骤与力量调派", "Handle incidents: open, log, plan steps, send units"
    ),
    "incidents.command": Sentence(
        "指挥应急事件：定级、指挥员、协同单位授权与结案，维护预案与力量",
        "Command incidents: level, commander, participants, closing; keep plans and units",
    ),
    "incidents.report": Sentence("上报应急事件（外部系统接口）", "Report incidents (other systems)"),
    "users.manage": Sentence("管理用户、角色与组织机构", "Manage users, roles and organisations"),
    "roles.grant": Sentence("授予本人未持有的业务权限", "Grant working permissions one does not hold oneself"),
    "audit.read": Sentence("查阅与校验审计日志", "Read and verify the audit log"),
    "system.read": Sentence("查看系统运行状态", "See the state of the system"),
}

# Whoever grants these must hold them there; roles.grant does not help.
GUARDED_PERMISSIONS = frozenset({"users.manage", "roles.grant", "audit.read"})
# These take away instead of giving: whoever holds one anywhere is confined by it everywhere, no token sheds it, and no list of
# "all permissions" includes it.
RESTRICTIONS = frozenset({"alarms.company_only"})
FREE_PERMISSIONS = frozenset(PERMISSIONS) - RESTRICTIONS
# Actions that are not allowed without a purpose.
PURPOSE_REQUIRED = frozenset({"live.view"})

# Purposes a person chooses from before a picture is shown; kept in the audit log.
PURPOSES: dict[str, Sentence] = {
    "duty_patrol": Sentence("值班巡查", "Duty patrol"),
    "alarm_verification": Sentence("警情核实", "Alarm verification"),
    "incident_command": Sentence("应急指挥", "Incident command"),
    "case_investigation": Sentence("案事件查证", "Case investigation"),
    "maintenance": Sentence("设备运维", "Equipment maintenance"),
    "acceptance": Sentence("工程验收", "Acceptance of works"),
    "cascade": Sentence("上级平台调阅", "Call by an upper platform"),
}
