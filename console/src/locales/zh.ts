// Chinese: the language the console is written in. Words follow the policy and the standards (docs/glossary.md).
export default {
  product: { name: '安澜', what: '社会治安技术防控共享平台' },
  places: { overview: '总览', map: '地图', video: '视频', devices: '设备', platforms: '平台', attempts: '诊断', system: '系统' },
  levels: { city: '市级', county: '县区级', township: '乡镇级', other: '本级' },
  roles: { upper: '上级', lower: '下级', peer: '同级' },
  kinds: {
    division: '行政区划', platform: '平台', system: '系统', business_group: '业务分组', virtual_organisation: '虚拟组织',
    device: '设备', channel: '通道', organisation: '组织机构', point: '点位',
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
    push_on: '状态实时推送正常', push_off: '状态推送中断，正在重连', link_lost: '与平台的实时连接中断，页面数据可能不是最新。正在自动重连…',
    retry_now: '立即重连', user: '用户 {name}', sign_out: '退出登录', no_right: '没有进入此页的权限',
    no_right_remedy: '如因工作需要，请向本单位平台管理员申请。', lost: '没有这个页面', lost_remedy: '地址可能有误，或该记录已被删除。', to_start: '返回首页',
  },
  state: {
    words: {
      online: '在线', registered: '已注册', connected: '已连接', playing: '播放中', receiving: '接收中', active: '在用', enabled: '启用', degraded: '异常',
      connecting: '连接中', registering: '注册中', incomplete: '不完整', stale: '已过期', starting: '启动中', running: '进行中', closing: '关闭中', waiting: '等待中',
      offline: '离线', fault: '故障', failed: '失败', refused: '被拒绝', lost: '中断', silent: '无数据', unreachable: '不可达', locked: '已锁定',
      unknown: '未知', never: '从未上线', idle: '空闲', new: '新登记', suspended: '停用', retired: '报废', disabled: '停用', unregistered: '已注销', ended: '已结束',
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
      codec: '编码', size: '分辨率', bitrate: '码率', frame_rate: '帧率', loss: '丢包', packets: '{n} 包', delay: '距最新画面', first_frame: '出图用时', skipped: '跳帧次数', viewers: '观看者',
    },
    problems: {
      unreachable: '与平台的连接中断。', unreachable_remedy: '请检查网络，恢复后自动重新播放。',
      media_unreachable: '连不上媒体服务端口。', media_unreachable_remedy: '请管理员检查媒体端口（media.viewer_port）是否对本机放通。',
      media_lost: '与媒体服务的连接中断。', media_lost_remedy: '将自动重新连接。',
      media_refused: '播放凭证未被接受。', media_refused_remedy: '凭证只能使用一次且 30 秒内有效，将自动重新申请。',
      stream_ended: '视频流已结束：设备或下级平台停止发送。', stream_ended_remedy: '将自动重新呼叫；仍无画面请查看诊断记录。',
      decoder: '浏览器解码出错。', decoder_remedy: '将自动重新播放；反复出现请查看诊断记录中的码流信息。',
      no_h265: '此摄像机采用 H.265 编码，本浏览器不能解码 H.265。', no_h265_remedy: '请改用支持 H.265 硬件解码的浏览器（如新版 Edge、Chrome 配合支持的显卡），或在摄像机上将码流改为 H.264。',
      not_supported: '本浏览器不能播放此编码格式。', not_supported_remedy: '请更换新版浏览器，或在设备上改用 H.264 编码。',
      fault: '页面出错，画面没有打开。', fault_remedy: '请重试；仍然如此请刷新页面。',
    },
  },
  tree: { label: '资源树', failed: '读取失败，点击重试', empty: '无下级资源' },
  table: {
    loading: '正在读取…', failed: '读取失败', again: '重新读取', columns: '显示列', filter: '筛选', all: '全部', export: '导出', export_as: '导出为 {format}',
    total: '共 {n} 条', none: '没有记录', none_filtered: '没有符合条件的记录', clear: '清除筛选', sort_by: '按“{name}”排序', copy: '复制', copied: '已复制', refresh: '刷新',
  },
  form: { save: '保存', cancel: '取消', delete: '删除', edit: '编辑', required: '必填', saved: '已保存', done: '已完成', draft: '已恢复上次未提交的内容', discard: '清空', close: '关闭', add: '新增', yes: '是', no: '否' },
}
