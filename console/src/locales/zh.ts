// Chinese: the language the console is written in. Words follow the policy and the standards (docs/glossary.md).
import { alarms, subscribers } from './zhAlarms'
import { incidents } from './zhIncidents'
import { duty } from './zhDuty'
import { webhooks } from './zhWebhooks'
import { routine } from './zhRoutine'

export default {
  alarms,
  incidents,
  company: {
    heading: '服务企业', month: '月份', export: '导出本月警情', subscribers: '服务用户', links_down: '中断链路', no_links_down: '受监督的链路全部正常', handed: '移交中', no_handed: '没有移交中的警情', outside: '外出处置', no_outside: '没有人员外出处置',
  },
  subscribers,
  duty,
  webhooks,
  routine,
  product: { name: '安澜', what: '社会治安技术防控共享平台' },
  places: { overview: '总览', map: '地图', video: '视频', alarms: '报警', incidents: '应急', duty: '值班', devices: '设备', platforms: '平台', attempts: '诊断', system: '系统', company: '企业' },
  levels: { city: '市级', county: '县区级', township: '乡镇级', other: '本级' },
  roles: { upper: '上级', lower: '下级', peer: '同级' },
  kinds: {
    division: '行政区划', platform: '平台', system: '系统', business_group: '业务分组', virtual_organisation: '虚拟组织',
    device: '设备', channel: '通道', organisation: '组织机构', alarm_input: '报警输入', alarm_output: '报警输出', audio_input: '语音输入', audio_output: '语音输出',
  },
  login: {
    heading: '登录', name: '用户名', password: '密码', enter: '登录',
    notice: '本平台的调阅、导出与配置操作均记入审计日志。',
  },
  password: {
    heading: '修改密码', forced: '首次登录，请修改密码', why: '当前密码由系统或管理员设定，修改后方可继续使用。',
    old: '当前密码', new: '新密码', again: '再次输入新密码', rule: '不少于 12 位，不得与用户名或旧密码相同', differ: '两次输入不一致', save: '保存',
  },
  frame: {
    skip: '跳到正文', places: '功能导航', language: '切换为 English', theme: '切换深色、浅色', division: '当前区划', narrow: '选择下级区划',
    nothing_below: '没有下级区划', search: '名称、编码或拼音', no_hit: '没有与“{text}”相符的结果', hit_open: '打开档案', hit_play: '播放',
    links: '上下级平台链路', links_say: '上级平台在线 {upper}，下级平台在线 {lower}', no_links: '未接入上下级平台',
    push_on: '状态实时推送正常', push_off: '状态推送中断，正在重连', push_crowded: '窗口过多，本窗口暂停接收状态推送', link_lost: '与平台的实时连接中断，页面数据可能不是最新。正在自动重连…',
    retry_now: '立即重连', user: '用户 {name}', sign_out: '退出登录', no_right: '没有进入此页的权限',
    no_right_remedy: '如因工作需要，请向本单位平台管理员申请。', lost: '没有这个页面', lost_remedy: '地址可能有误，或该记录已被删除。', to_start: '返回首页',
  },
  state: {
    words: {
      online: '在线', registered: '已注册', connected: '已连接', playing: '播放中', receiving: '接收中', active: '在用', enabled: '启用', degraded: '异常',
      connecting: '连接中', registering: '注册中', incomplete: '不完整', stale: '已过期', starting: '启动中', running: '进行中', closing: '关闭中', waiting: '等待中',
      offline: '离线', fault: '故障', failed: '失败', refused: '被拒绝', lost: '中断', silent: '无数据', unreachable: '不可达', locked: '已锁定',
      unknown: '未知', never: '从未上线', vlost: '视频丢失', idle: '空闲', new: '新登记', suspended: '停用', retired: '报废', disabled: '停用', unregistered: '已注销', ended: '已结束',
      planned: '规划', building: '在建', accepted: '已验收',
    },
  },
  purpose: {
    heading: '调阅用途', why: '调阅实时视频须注明用途，并记入审计日志。所选用途在本班次（8 小时）内有效。', confirm: '确定', label: '用途',
    none: '未选择', change: '调阅用途：{purpose}', needed: '未选择调阅用途，不能播放。', choose: '选择用途',
  },
  video: {
    tree: '资源树', side: '显示或收起资源栏', layout: '画面布局', pictures: '{n} 画面', wall: '视频墙', empty_cell: '第 {n} 格，空闲',
    how: '双击资源树中的通道播放，或将通道拖到任意一格。', count: '已打开 {n} / {all}', clear: '关闭全部画面', full_screen: '全屏显示视频墙',
  },
  player: {
    way: { signalled: '呼叫', answered: '应答', first_packet: '首包', first_key_frame: '关键帧', first_frame: '出图' },
    waiting: '画面中断，等待数据', retry: '重试', retrying: '正在自动重连…', trace: '查看诊断记录', facts: '画面信息', snapshot: '截图', mute: '静音', unmute: '打开声音',
    full_screen: '全屏', close: '关闭画面',
    fact: {
      codec: '编码', size: '分辨率', bitrate: '码率', frame_rate: '帧率', gop: '关键帧间隔', loss: '近期丢包', jitter: '抖动', delay: '距最新画面', first_frame: '出图用时', skipped: '跳过的帧', skipped_loss: '{n}（丢包）', skipped_slow: '{n}（本机接收慢）', viewers: '观看者',
    },
    problems: {
      unreachable: '与平台的连接中断。', unreachable_remedy: '请检查网络，恢复后自动重新播放。',
      media_unreachable: '连不上媒体服务端口。', media_unreachable_remedy: '请管理员检查媒体端口（media.viewer_port）是否对本机放通。',
      media_lost: '与媒体服务的连接中断。', media_lost_remedy: '将自动重新连接。',
      media_refused: '播放凭证未被接受。', media_refused_remedy: '凭证只能使用一次且 30 秒内有效，将自动重新申请。',
      stream_ended: '视频流已结束：设备或下级平台停止发送。', stream_ended_remedy: '将自动重新呼叫；仍无画面请查看诊断记录。',
      no_picture: '等待画面超时。', no_picture_remedy: '将自动重新呼叫；反复出现请查看诊断记录。',
      decoder: '浏览器解码出错。', decoder_remedy: '将自动重新播放；反复出现请查看诊断记录中的码流信息。',
      no_h265: '此摄像机采用 H.265 编码，本浏览器不能解码 H.265。', no_h265_remedy: '请改用支持 H.265 硬件解码的浏览器（如新版 Edge、Chrome 配合支持的显卡），或在摄像机上将码流改为 H.264。',
      not_supported: '本浏览器不能播放此编码格式。', not_supported_remedy: '请更换新版浏览器，或在设备上改用 H.264 编码。',
      fault: '页面出错，画面没有打开。', fault_remedy: '请重试；仍然如此请刷新页面。',
    },
  },
  tree: { label: '资源树', failed: '读取失败，点击重试', empty: '无下级资源', with_empty: '显示尚无点位的区划' },
  table: {
    loading: '正在读取…', failed: '读取失败', again: '重新读取', columns: '显示列', filter: '筛选', all: '全部', export: '导出', export_as: '导出为 {format}',
    total: '共 {n} 条', none: '没有记录', none_filtered: '没有符合条件的记录', clear: '清除筛选', sort_by: '按“{name}”排序', copy: '复制', copied: '已复制', refresh: '刷新',
  },
  form: { save: '保存', cancel: '取消', delete: '删除', edit: '编辑', required: '必填', saved: '已保存', done: '已完成', draft: '已恢复上次未提交的内容', discard: '清空', close: '关闭', add: '新增', yes: '是', no: '否' },
  tabs: {
    patrols: '视频巡查', notices: '通知', training: '培训',
    duty_room: '在岗', rosters: '排班', handovers: '交接班', duty_people: '值班人员', duty_figures: '值班统计', duty_rooms: '值班室',
    desk: '接警台', alarm_list: '全部警情', board: '值班看板', unknown_sources: '未登记来源', suppressions: '测试与屏蔽', subscribers: '报警用户',
    incident_list: '事件', incident_plans: '预案', incident_units: '力量', channels: '通道', devices: '设备', rules: '注册规则', refusals: '被拒注册', attempts: '点播记录', streams: '正在传输', users: '用户', roles: '角色',
    organisations: '组织机构', tokens: '接口令牌', receivers: '报警接收', webhooks: '事件推送', audit: '审计日志',
  },
  overview: {
    figures: '关键数据', channels_online: '通道在线', channels_offline: '通道不在线', devices_online: '设备在线', lower: '下级平台在线', upper: '上级平台在线', streams: '正在传输的视频流',
    streams_more: '观看 {viewers}，转发 {forwards}', by_division: '各区划在线情况', table: '表格', chart: '图表', division: '区划', channels: '通道', online: '在线', not_online: '不在线', share: '在线率',
    links: '平台链路', no_divisions: '尚无区划数据', no_divisions_remedy: '区划在平台初始化时导入，或随下级平台的目录建立。', no_links_remedy: '添加下级平台后，其目录与视频将在此汇聚；添加上级平台后，可向上共享。',
  },
  map: {
    legend: '图例', cluster: '{n} 个点位，在线 {online}', play: '播放', to_wall: '到视频墙', record: '打开档案', no_webgl: '本浏览器不支持 WebGL，无法显示地图', no_webgl_remedy: '请启用浏览器的硬件加速，或更换浏览器。资源树不受影响。',
    no_base: '尚无底图数据', no_base_remedy: '请管理员导入区划边界与道路，或配置瓦片服务（map.tile_url）。',
  },
  facts: {
    groups: { place: '位置与归属', equipment: '设备属性', joining: '接入信息' },
    status: '状态', name: '名称', code: '编码', division: '区划编码', division_name: '区划', site_category: '场所类别', life_cycle: '生命周期', organisation: '单位', owner: '设备归属', owner_organisation: '所属单位', address: '安装地址',
    longitude: '经度', latitude: '纬度', manufacturer: '厂商', model: '型号', firmware: '固件版本', peer: '来源编码', platform: '来源平台', device: '来源设备', peer_name: '来源', wire_code: '对端通道编码', parent_id: '父节点', business_group_id: '业务分组', civil_code: '行政区划码',
    management_unit: '管理单位', contact_info: '联系方式', industrial_classification: '行业分类', grassroots_code: '基层组织编码', block: '警区', install_time: '安装时间', ptz_type: '摄像机结构', position_type: '位置类型', room_type: '室内外',
    direction_type: '监视方位', photoelectric_imaging_type: '光电成像类型', horizontal_field_angle: '水平视场角', vertical_field_angle: '竖直视场角', max_view_distance: '最大可视距离', supply_light_type: '补光', resolution: '支持分辨率',
    encode_type: '视频编码', stream_number_list: '码流列表', mac: 'MAC 地址', ip_address: 'IP 地址', port: '端口', register_way: '注册方式', secrecy: '保密属性', security_level_code: '安全等级', record_save_days: '录像保存天数',
    added_utc: '建档时间', changed_utc: '更新时间', created_utc: '登记时间', host: '地址', state_since_utc: '状态起始', channels: '通道', violations: '不合规项', edition: '协议版本', transport: '信令传输', media_transport: '媒体传输',
    charset: '字符集', expires_utc: '注册到期', register_expires_s: '注册有效期（秒）', keepalive: '心跳', keepalive_interval_s: '心跳周期（秒）', keepalive_misses: '心跳超时次数', check_ssrc: '校验 SSRC（防串流）', any_source: '允许媒体来自任意地址（设备在 NAT 之后）',
    password: '密码', enabled: '启用',
  },
  // Values of the catalog (GB/T 28181-2022 annex A, and those of 2016 that it left out).
  coded: {
    ptz_type: { 1: '球机', 2: '半球', 3: '固定枪机', 4: '遥控枪机', 5: '遥控半球', 6: '多目设备的全景/拼接通道', 7: '多目设备的分割通道' },
    position_type: { 1: '省际检查站', 2: '党政机关', 3: '车站码头', 4: '中心广场', 5: '体育场馆', 6: '商业中心', 7: '宗教场所', 8: '校园周边', 9: '治安复杂区域', 10: '交通干线' },
    room_type: { 1: '室外', 2: '室内' },
    supply_light_type: { 1: '无补光', 2: '红外补光', 3: '白光补光', 4: '激光补光', 9: '其他' },
    direction_type: { 1: '东', 2: '西', 3: '南', 4: '北', 5: '东南', 6: '东北', 7: '西南', 8: '西北' },
    photoelectric_imaging_type: { 1: '可见光成像', 2: '热成像', 3: '雷达成像', 4: 'X 光成像', 5: '深度光场成像', 9: '其他' },
    register_way: { 1: '标准注册（RFC 3261）', 2: '口令双向认证', 3: '数字证书双向认证', 4: '数字证书单向认证' },
    secrecy: { 0: '不涉密', 1: '涉密' },
  },
  categories: { public_area: '公共区域', key_unit: '治安保卫重点单位', institution: '机关企事业单位', community: '居民小区', shop: '商业网点', household: '农户', checkpoint: '卡口' },
  life: { planned: '规划', building: '在建', accepted: '验收', active: '在用', suspended: '停用', retired: '报废' },
  media: { udp: 'UDP', tcp_passive: 'TCP 被动', tcp_active: 'TCP 主动' },
  types: { 111: 'DVR', 118: '网络录像机', 131: '摄像机', 132: '网络摄像机', 134: '报警输入' },
  record: {
    facts: '基本信息', since: '自', time: '时间', history: '变更历史', transitions: '状态变化', no_transitions: '尚无状态变化', checks: '标准符合性', no_checks: '未发现不符合标准之处', attempts: '近期点播', no_attempts: '尚无点播记录', by_itself: '对端上报',
  },
  diagnosis: { heading: '接入与点播诊断', again: '重新诊断', more: '另有 {n} 条提示', less: '收起提示', severity: { problem: '问题', warning: '注意', hint: '提示', fine: '正常' } },
  changes: { created: '登记', edited: '修改', imported: '导入', catalog: '目录同步', notified: '目录通知', life_cycle: '生命周期变更', unlisted: '对端目录已不含此通道', relisted: '对端目录重新列出' },
  channels: { empty_remedy: '接入设备或下级平台后，通道随目录自动建立；也可用表格批量导入。', both_coordinates: '经度与纬度须同时填写' },
  exchange: {
    import: '导入', heading: '导入通道档案', how: '支持 xlsx 与 csv。先检查，全部无误方可导入；任何一行有误则一行也不导入。', template: '下载模板', choose: '选择文件，或将文件拖到此处', checking: '正在检查…', too_large: '文件超过 20 MB，请分批导入。',
    report: '共 {rows} 行：新增 {created}，更新 {updated}，无变化 {unchanged}。', errors: '{n} 处有误，请改正后重新选择文件。', row: '行', column: '列', value: '填写内容', reason: '原因', start: '导入', done: '导入完成：新增 {created}，更新 {updated}。',
  },
  devices: {
    join: '接入设备', empty_remedy: '登记设备并在设备上填写本平台参数后，设备注册成功即显示在线。', code_rule: '须为二十位数字', code_proposed: '下一个可用编码', code_parts: '编码说明', type: '设备类型',
    password_hint: '与设备上填写的一致；使用注册规则时可留空', password_keep: '留空表示不修改', media_hint: '设备在地址转换（NAT）之后时用 TCP', more: '更多参数', less: '收起', keepalive: '每 {s} 秒，连续 {n} 次未到判为离线',
    ask_catalog: '重新获取目录', catalog_asked: '已发出目录查询，收到后自动更新', delete_heading: '删除设备“{name}”？', delete_lost: '将同时删除其 {n} 个通道的档案与历史，且不可恢复。设备须重新登记方可再接入。',
    typed_heading: '设备侧（网络 → 平台接入 → GB28181）',
    typed: { 1: 'SIP 用户名、设备编号、认证 ID：均填左侧的编码', 2: '密码：与左侧一致', 3: '注册有效期不小于 3600 秒', 4: '心跳周期 60 秒，最大超时次数 3', 5: '视频通道编码：每路一个，不可重复' },
    own: { heading: '本平台参数', how: '填写到设备或对方平台中；指向数值可复制。', server_id: 'SIP 服务器编号', domain: 'SIP 服务器域', realm: '认证域（realm）', host: '地址', port: '端口', transport: '传输协议' },
  },
  rules: {
    add: '新增规则', what: '符合规则的设备无须逐台登记，首次注册即自动建档。', none: '尚无注册规则', none_remedy: '没有规则时，只有逐台登记的设备可以注册。', prefix: '编码前缀', prefix_hint: '以这些数字开头的编码，如 99010101', prefix_rule: '须为 2 至 20 位数字',
    types: '设备类型', types_hint: '不选则不限', password_rule: '不少于 8 个字符', password_hint: '凡符合规则的设备共用', division_hint: '留空则取自编码', admitted: '已接入 / 上限', most: '设备数上限', delete_heading: '删除规则“{name}”？', delete_lost: '已按此规则接入 {n} 台设备；删除后不再接纳新设备。',
  },
  refusals: { from: '来源地址', reason: '原因', search: '编码或地址', what: '近期被拒绝的注册', none_remedy: '近期没有被拒绝的注册。' },
  catalog: { heading: '目录', complete: '完整', incomplete: '不完整', waiting: '正在接收', receiving: '正在接收', none: '尚未获取', at: '获取于' },
  feeds: {
    heading: '警情联网', none_upper: '尚未与该上级平台联网。填写其地址和联网密钥后，警情及处置过程实时上传。', none_lower: '该下级平台尚未联网。生成密钥并交给其管理员填写。', url: '上级平台地址', key: '联网密钥', key_keep: '留空则不变',
    authority: '签发机构证书', authority_hint: 'PEM 格式；留空则采用系统信任的机构', exchanged: '最近交换', waiting_here: '本端待传', waiting_there: '对端待传', waiting_n: '待传 {n}', oldest: '最早 {at}', notices: '国标报警通知', notices_off: '由警情联网代替，不再重复发送', notices_on: '同时发送',
    resynchronising: '正在按记录补传。', overflowed: '{at} 待传警情超限，恢复后已按记录补传。', key_once: '请立即抄录，密钥只显示这一次：', join: '联网', make_key: '生成密钥', key_anew: '重新生成密钥', turn_off: '停用', turn_on: '启用',
  },
  platforms: {
    role: '关系', add_upper: '添加上级平台', add_lower: '添加下级平台', level: '级别', levels: { city: '市级', county: '县区级', township: '乡镇级', other: '其他' }, port: '端口', username: '用户名', username_hint: '默认用本平台编码', domain: 'SIP 域', domain_hint: '默认取其编码前十位',
    code_rule: '须为二十位数字，第 11 至 13 位为 200', code_hint: '类型 200，如 99010100002000000001', password_upper: '上级为本平台登记的密码', password_lower: '下级注册时使用的密码', transport_hint: '目录很大时用 TCP',
    tell_upper: '请将以上参数连同密码告知上级平台，由其将本平台登记为下级。', tell_lower: '请将以上参数连同密码告知下级平台，由其将本平台登记为上级。',
    delete_heading: '删除平台“{name}”？', delete_lost: '将同时删除由其上报的 {n} 个通道档案与历史，且不可恢复。', delete_upper_lost: '将向其注销，并删除其共享范围；本平台的通道不受影响。',
  },
  shares: { heading: '共享范围', none: '未共享任何资源。上级只能看到此处选定的区划、分组或通道。', below: '含下级', kinds: { division: '区划', group: '分组', channel: '通道' } },
  attempts: {
    one: '点播', outcome: '结果', requester: '请求者', first_frame: '出图用时', failure: '原因', channel_code: '通道编码', started: '开始时间', id: '记录编号', timeline: '步骤', cascade: '上级平台调阅',
    steps: { requested: '收到请求', authorized: '授权通过', signalled: '已呼叫', trying: '对端处理中', answered: '已应答', first_packet: '首个数据包', first_key_frame: '首个关键帧', first_viewer_byte: '开始发往浏览器', first_frame: '浏览器出图', failed: '失败', ended: '结束' },
  },
  streams: { sum: '{n} 路，合计 {rate}', none: '当前没有传输中的视频流', none_remedy: '有人观看或上级调阅时，视频流会显示在此。', lost: '丢包数', jitter: '抖动', gop: '关键帧间隔', forwards: '转发' },
  users: {
    add: '新增用户', search: '用户名或姓名', display_name: '姓名', roles: '角色与管辖范围', role: '角色', add_role: '增加角色', everywhere: '全部区划', last_sign_in: '最近登录', must_change: '待改密码', first_password: '初始密码', first_password_hint: '不少于 12 位；用户首次登录时须修改',
    name_rule: '不少于 2 个字符', roles_rule: '请选择角色；区划为 2、4、6 或 8 位数字', set_password: '重设密码', disable: '停用', enable: '启用', disable_sure: '停用后该用户的登录与令牌立即失效。', enable_sure: '启用该用户，并解除锁定。',
  },
  roles_page: { add: '新增角色', built_in: '内置', zh: '中文名称', en: '英文名称' },
  organisations: { add: '新增组织机构', parent: '上级机构', what: '用户以所属机构的名义操作，并显示在水印与审计日志中。', division_rule: '区划为 2、4、6 或 8 位数字' },
  receivers: {
    dc09: '报警主机（SIA DC-09）', dc09_what: '正在接收 SIA DC-09 报警主机的信号。', dc09_off: '未启用，在配置文件 [dc09] 中开启。', http: '签名报文（HTTP）', http_what: '一键报警按钮、射频识别读写器等设备以签名的 JSON 报文上报，始终接收。', mqtt: '签名报文（MQTT）', mqtt_off: '未启用，在配置文件 [mqtt] 中开启。',
    broker: '服务器', connected: '已连接', lost: '未连接', connected_since: '连接自', lost_since: '断开自', fault: '原因', heard: '最近报文', nothing_yet: '启动以来尚无', received: '启动以来报文数', pending: '尚未确认',
  },
  tokens: {
    add: '新增令牌', what: '供其他系统调用接口。权限不超过本人，全部调用记入审计日志。', none: '尚无令牌', permissions: '权限', expires: '到期', used: '最近使用', revoke: '吊销', revoke_sure: '吊销“{name}”？使用它的系统将立即无法访问。',
    once: '令牌只显示这一次，请立即复制保存。', name_hint: '使用方，如“应急指挥系统”', days: '有效期（天）',
  },
  audit: {
    verify: '校验日志', whole: '日志完整：{lines} 行，比对锚点 {anchors} 个，未发现改动。', broken: '发现 {n} 处异常，日志可能被改动。', from: '开始时间', to: '结束时间', sequence: '序号', actor: '操作者', action: '操作', action_code: '操作代码', resource: '对象', resource_code: '对象编码', outcome: '结果', from_host: '来源', line: '审计记录',
    outcomes: { allowed: '允许', refused: '拒绝', done: '完成' },
    actions: {
      live_view: '观看视频', session_sign_in: '登录', session_sign_out: '退出', session_use: '访问接口', directory_read: '查看目录', directory_write: '修改目录', platforms_write: '修改平台',
      user_create: '新增用户', user_change: '修改用户', user_set_password: '重设密码', user_change_password: '修改密码', role_create: '新增角色', role_change: '修改角色', organisation_create: '新增机构', organisation_change: '修改机构',
      token_create: '新增令牌', token_revoke: '吊销令牌', webhook_create: '新增推送', webhook_change: '修改推送', webhook_delete: '删除推送', webhook_on: '启用推送', webhook_off: '停用推送', webhook_secret: '更换推送密钥', webhook_replay: '重发事件', webhook_discard: '清除未送达',
      webhooks_manage: '维护推送', users_manage: '管理用户', audit_read: '查阅审计', system_read: '查看系统', live_traces: '查看诊断',
    },
  },
}
