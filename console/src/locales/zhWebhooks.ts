// Chinese words of the webhooks.
export const webhooks = {
  add: '新增推送', what: '将平台事件签名后推送至其他系统，以创建人的权限为限。接口与验签方法见《集成手册》。', none: '尚无事件推送', url: '接收地址', url_hint: '须为 https；内网地址须由管理员列入允许网段', kinds: '事件类型', all_kinds: '本人可见的全部事件', divisions: '区划范围', all_divisions: '本人可见的全部区划',
  owner: '创建人', delivered: '已送达', last: '最近送达', waiting: '待发', dead: '未送达', withheld: '因权限变化未发 {n}', lost: '队列已满丢失 {n}', name_hint: '接收方，如“110 接处警平台”', url_rule: '须为 http(s)://主机[:端口]/路径', kind_rule: '如 alarms.case 或 alarms.*', division_rule: '区划为 2、4、6 或 8 位数字',
  states: { enabled: '正常', failing: '连续失败 {n} 次', disabled: '已停用' }, next_try: '{at} 再次尝试', never: '尚未送达', not_own: '推送按创建人的权限进行，仅创建人可修改；您可停用或删除。',
  secret: '签名密钥', once: '签名密钥只显示这一次，请立即复制并交给接收方。', renew: '更换密钥', renew_sure: '生成新密钥。24 小时内平台同时以新旧两个密钥签名，请在此期间更换。', former_until: '旧密钥同时签名至 {at}',
  try: '发送测试', taken: '对方已接收（{status}）', not_taken: '未送达：{reason}', switch_off: '停用', switch_on: '启用', off_sure: '停用后不再推送，待发的 {n} 条事件将被清除。', remove_sure: '删除“{name}”？待发与未送达的事件一并删除。',
  deliveries: '推送记录', replay_all: '全部重发', replay: '重发', discard_all: '全部清除', discard_sure: '清除 {n} 条未送达的事件？清除后不能重发。', replayed: '已重新排队 {n} 条', discarded: '已清除 {n} 条', none_dead: '没有未送达的事件', none_waiting: '没有待发的事件',
  kind: '事件', occurred: '发生时间', tries: '尝试次数', reason: '原因', due: '下次尝试', queued: '首次', event_id: '事件编号', more: '更多',
}
