// Chinese words of the alarm centre; terms as GB 50348 and the alarm service regulations use them.
export const alarms = {
  class: '警情类别', by_class: '按类别筛选',
  states: { waiting: '待受理', claimed: '已受理', verifying: '核实中', dispatched: '已派警', forwarded: '已转公安', on_scene: '已到场', handled: '已处置', second_check: '待复核', closed: '已办结', archived: '已归档' },
  actions: {
    claim: '受理', release: '退回', hand_over: '移交', take_over: '接收移交', take_back: '收回', verify: '核实', decide_false: '判为误报', dispatch: '派警', forward: '转公安', arrive: '到场', report: '现场报告', handle: '处置完毕',
    close: '办结', approve: '复核通过', return: '复核退回', note: '备注', correct: '更正', open: '人工录入', confirmed: '复核确认', escalated: '超时上报', aged: '等待超时', grouped: '合并', archive: '归档',
    summon: '通知联防', cancelled: '用户取消', attend_going: '联系人前往', attend_arrived: '联系人到场', attend_nothing: '未见异常', attend_found: '发现情况',
    pull: '接管', hand_up: '移交上级', hand_down: '交回下级', decline: '不接收',
  },
  fields: {
    method: '核实方式', outcome: '核实结果', contact: '联系人', password_correct: '口令核对', note: '说明', reason: '原因', cause: '误报原因', who: '人员或单位', instruction: '指令', desk: '接警单位', conditions: '符合的转警条件', reference: '公安警情编号',
    text: '内容', result: '办结结果', to_kind: '移交对象', to: '移交给', step: '步骤', group: '合并警情', absorbed: '并入数量', to_division_name: '上报', after_s: '无人受理', told_utc: '报告时间', contacts: '联系人', people: '已发送', failed: '未发送', password: '取消口令', zone: '防区',
  },
  verbal: { yes: '正确', no: '错误', not_asked: '未询问' },
  minutes: '{n} 分钟',
  cancel_words: { correct: '正确', wrong: '错误', duress: '胁迫口令', none: '未约定口令' },
  hand_kinds: { user: '值机员', division: '区划接警台', organisation: '单位' },
  qualifiers: { new: '报警', restore: '恢复', status: '状态' },
  outcomes: { opened: '立警', attached: '并入', grouped: '合并', kept: '留存', test: '测试', suppressed: '屏蔽' },
  views: { all: '全部', waiting: '待受理', mine: '本人' },
  elsewhere: '{name} 处置中', elsewhere_hint: '警情由该平台处置，本平台只能查看', offered: '待 {name} 接收', queue: '警情队列', do: '警情操作', me: '本人', another: '他人', held_by_me: '本人受理', held_by: '{name} 受理', unknown_source: '未登记来源', by_hand: '人工录入警情', group: '{place} {n} 起同类故障', zone_n: '防区 {n}', user_n: '用户号 {n}',
  sounding: '正在鸣响', escalated: '已超时上报', confirmed: '已复核确认', original: '设备原始代码', received_at: '接警 {at}', signals_n: '信号 {n} 条', false_n: '近 12 个月误报 {n} 次', days: '{d} 天 {h} 小时', left: '余 {span}', over: '超时 {span}',
  waiting_n: '待受理警情 {n} 起', hold_up_waits: '紧急求助待受理 {n} 起', go_there: '立即查看', quiet: '当前没有未办结警情', quiet_remedy: '有新警情时在此列出并鸣响提示。', none_open: '未打开警情', none_open_remedy: '从左侧队列选择，或按 J 打开第一条。',
  no_live_right: '无观看实时视频的权限', no_cameras: '未关联摄像机；可在地图上点选附近的摄像机查看。', no_place: '没有位置信息', no_contacts: '没有登记联系人', no_steps: '尚无处置记录', no_signals: '没有信号记录', no_previous: '没有历史警情', not_closed: '未办结',
  calls: '联系人（按呼叫顺序）', password_given: '对方所说口令', check_password: '核对口令', password_right: '口令正确', password_wrong: '口令错误', password_duress: '胁迫口令！对方可能受人控制', plan: '处置预案', signals: '信号', history: '处置记录', previous: '历史警情', by_rule: '系统规则', to_name: '移交给 {name}', step_n: '第 {n} 步', evidence: '证据', no_evidence: '没有证据记录', evidence_at: '{at} 提取', evidence_open: '查看', evidence_states: { wanted: '待提取', kept: '已入库', failed: '未取得' }, evidence_kinds: { clip: '录像', picture: '抓图', photo: '现场照片' }, talk_down: '喊话不可用：',
  second_path: '备用通道', encrypted: '加密', sound_off: '浏览器尚未允许发声，点击开启', acknowledge: '确认声音', mute: '静音', muted: '已静音', mute_hint: '静音不影响新的紧急求助', open_by_hand: '录入警情', what_is_told: '警情内容', keys: '快捷键', keys_hint: '在输入框内按键不触发操作；画面内按键同样按此执行。',
  desk_keys: { next: '下一条', previous: '上一条', acknowledge: '确认声音', mute: '静音、取消静音', hold_up: '跳到紧急求助', password: '核对口令', by_hand: '录入警情', help: '显示快捷键' },
  received: '接警时间', closed: '办结时间', state: '状态', subscriber: '报警用户', what: '警情', holder: '受理人', result: '结果', source: '来源', record: '警情档案', to_desk: '到接警台', id: '警情编号', list_empty: '没有警情记录。', zone: '防区',
  unknown_what: '未登记的报警来源所发信号。每条都已受理入队；请核实来源并登记到报警用户。', unknown_empty: '没有未登记来源的信号。', address_of: '来源标识', protocol: '协议', outcome: '处理', alarm: '警情', raw: '原文',
  board: {
    by_class: '按类别', by_state: '按状态', by_division: '按区划', operators: '受理人员', nobody: '当前无人受理警情', oldest: '最久待受理', open: '未办结', waiting: '待受理', second_check: '待复核', clocks: '受理时限', months: '近 12 个月', this_month: '本月', month: '月份', count: '起数', first: '{s} 秒内',
    second: '{s} 秒内', goal: '目标 {p}%', p50: '中位', p95: '95 分位', seconds: '{s} 秒', none: '没有待受理警情', no_clocks: '尚无受理记录', goal_missed: '未达标', goal_met: '达标',
  },
  suppress: {
    add: '新增', what: '测试与屏蔽期间信号照常留存，但不立警。测试最长 24 小时，屏蔽最长 30 天。', none: '当前没有测试或屏蔽', mode: '方式', modes: { test: '测试', suppression: '屏蔽' }, reason: '原因', ends: '结束时间', starts: '开始时间', by: '设定人', zone: '防区', zone_all: '留空为全部防区', end: '提前结束',
    end_sure: '结束对“{name}”的设定？此后信号照常立警。', hours: '时长（小时）',
  },
}

export const subscribers = {
  one: '报警用户', add: '登记用户', empty_remedy: '登记报警用户及其报警主机后，所报警情自动关联用户、联系人与摄像机；也可用表格批量导入。', search: '名称、拼音、地址或编号',
  number: '用户编号', category: '类别', village: '村（社区）', company: '服务企业', contract: '合同编号', contract_from: '合同起始', contract_until: '合同截止', verbal_password: '口令', password_set: '已约定', password_none: '未约定', password_keep: '留空表示不修改', password_remove: '取消口令', duress_word: '胁迫口令', duress_hint: '受人威胁时代替口令说出，平台立即报警', duress_remove: '取消胁迫口令', confirmation_s: '复核时限（秒）', confirmation_hint: '留空用平台规定',
  plan: '处置预案', plan_hint: '每行一步，至多 30 步', note: '备注', address: '地址', import_heading: '导入报警用户', dates: '截止日期不得早于起始日期', number_rule: '只含字母、数字和连字符',
  delete_heading: '删除报警用户“{name}”？', delete_lost: '将同时删除其联系人、防区、时间表与报警主机登记，且不可恢复；警情与信号记录保留。此后其主机所报信号按未登记来源处理。', open_alarms: '全部警情', changed: '他人已修改此档案，请核对最新内容后再保存。',
  history: '变更记录', no_history: '尚无变更记录', add_row: '增加一行', remove_row: '删除此行', move_up: '上移', no_rows: '尚未登记', rows_n: '{n} 条', row_fault: '第 {n} 行 {field}：{text}',
  parts: { contacts: '联系人', partitions: '分区', zones: '防区', schedules: '布撤防时间', cameras: '关联摄像机', accounts: '报警设备', buttons: '一键报警手机' },
  fields: { name: '名称', person: '姓名', phone: '电话', role: '身份', holds_key: '持有钥匙', note: '备注', number: '编号', partition: '分区', principle: '探测原理', bypassed: '旁路', weekdays: '星期', open_from: '撤防自', open_until: '撤防至', close_from: '布防自', close_until: '布防至', channel: '摄像机编码', zone: '防区' },
  hints: { contacts: '自上而下依次呼叫。', schedules: '在时段之外布防、撤防或到时未布防，将立警。时刻填 HH:MM，跨日如 25:30。', cameras: '警情打开时依次显示，第一路在前。', zones: '两个不同原理的防区相继报警视为复核确认。', partitions: '按主机上的编号填写。' },
  days: { 1: '一', 2: '二', 3: '三', 4: '四', 5: '五', 6: '六', 7: '日' }, time_rule: '时刻应为 HH:MM', proposals: '附近摄像机', proposals_none: '200 米内没有摄像机', proposals_no_place: '填写经纬度后给出附近摄像机', faces: '朝向此处', faces_not: '不朝向此处', faces_unknown: '朝向未知', metres: '{n} 米', link: '关联', linked: '已关联',
  button: {
    add: '启用手机', label: '使用人', none: '尚未启用手机', invited: '待启用', until: '启用码有效至 {at}', expired: '启用码已过期', enrolled: '已启用', seen: '最近在线 {at}', again: '重新生成启用码', again_sure: '为“{label}”重新生成启用码？该手机现有授权立即失效。', remove_sure: '停用“{label}”的手机？此后不能再用它报警。', show: '请用手机扫描二维码，或发送此链接。链接 24 小时内有效，只能使用一次，关闭后不再显示。', copy: '复制链接', copied: '已复制', done: '完成', qr: '启用二维码',
  },
  device: {
    what: '该设备对每条报文签名。密钥由平台生成，登记后只显示一次。', key_hint: '留空由平台生成', no_right: '登记签名上报的设备须有“报警用户密钥”权限。', signed: '报文签名', renew: '更换密钥', renew_sure: '为设备 {account} 生成新密钥？旧密钥立即失效。',
    heading: '设备 {account} 的密钥', once: '密钥只显示这一次，请立即写入设备或妥善保存。遗失后可更换。', address: '上报地址', broker: 'MQTT 服务器', topic: '上报主题', answers: '应答主题', try_http: '在任意装有 curl 和 openssl 的机器上试发一条测试报文（不立警）：', try_mqtt: '在任意装有 mosquitto_pub 和 openssl 的机器上试发一条测试报文（不立警）：', kept: '已保存',
  },
  account: {
    add: '登记设备', protocol: '协议', account: '账号', receiver: '接收机号', line: '线路号', model: '型号', key: '密钥', key_hint: '十六进制 32、48 或 64 位；保存后不再显示', key_set: '已设', key_none: '未设', key_required: '必须加密', supervision: '监督等级', poll_s: '轮询周期（秒）', standard: '按平台设置', unchanged: '不变', window: '时钟允差', behind: '时钟慢于（秒）', ahead: '时钟快于（秒）', enabled: '启用',
    key_change: '更换密钥', key_remove: '清除密钥', key_rule: '须为 32、48 或 64 位十六进制数字', remove_sure: '删除主机 {account}？此后其信号按未登记来源处理。', remove_key_sure: '清除主机 {account} 的密钥？此后其加密信号无法解读。', none: '尚未登记报警主机或按钮、读写器', no_class: '不监督', every: '每 {s} 秒巡检', links: { up: '链路正常', lost: '链路中断' }, paths: { 1: '主用', 2: '备用' }, since: '状态起始', heard: '最近收到 {at}', not_heard: '尚无链路记录', longest: '{class}（{s} 秒）',
  },
}
