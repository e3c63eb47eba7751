// Chinese words of the telephone pages.
export default {
  phone: {
    language: 'English', call_110: '拨打 110', offline: '没有网络，恢复后自动发送', stuck: '尚未送达，正在重试', again: '重试', back: '返回', close: '关闭', loading: '正在读取', sending: '正在发送',
    place: { ask: '报警时是否发送本机位置？', why: '位置只随您的报警发送，供派人到场使用；平时不采集。', yes: '发送位置', no: '不发送', on: '报警时发送位置', off: '报警时不发送位置', cannot: '当前连接不是 HTTPS，无法取得位置；将按登记地址派人。' },
  },
  button: {
    heading: '一键报警', for: '{name}', enrol: '启用本机', enrol_what: '启用后，本机可直接向报警中心报警。启用链接只能使用一次。', enrolling: '正在启用', not_enrolled: '本机尚未启用一键报警', not_enrolled_way: '请用报警中心提供的二维码或链接打开本页。',
    hold: '按住 2 秒报警', holding: '继续按住…', calls: { hold_up: '求救', medical: '医疗', fire: '火灾', suspicious: '可疑' }, calls_what: { hold_up: '受到威胁、抢劫', medical: '受伤、突发疾病', fire: '起火、燃气泄漏', suspicious: '陌生人、异常情况' },
    sent: '正在发送', not_sent: '尚未送达报警中心', not_sent_way: '正在不断重试。情况紧急请立即拨打 110。', kept: '已收到；当前处于测试状态，未立警。', refused: '报警未被接受',
    stages: { received: '报警中心已收到', claimed: '值机员已受理', on_the_way: '已派人前往', arrived: '人员已到场', finished: '已处置完毕', cancelled: '已取消' }, waiting: { claimed: '等待受理', on_the_way: '等待派人', arrived: '等待到场' }, no_status: '暂时无法取得进展，报警仍然有效。',
    cancel: '取消报警', cancel_what: '请输入与报警中心约定的口令。', password: '口令', cancel_send: '确认取消', cancel_offline: '没有连接，未能取消。请重试，或致电报警中心。', cancelled: '已取消', cancelled_what: '报警中心已收到您的取消请求，可能仍会致电核实。', back_home: '回到首页', recent: '近 24 小时', nothing: '没有报警记录',
  },
  village: {
    heading: '本村警情', name: '账号', password: '密码', sign_in: '登录', sign_out: '退出（{name}）', must_change: '首次登录须先修改密码。', change_password: '修改密码', no_right: '您的账号没有“到场查看并回报警情”的权限，请联系综治中心。', quiet: '当前没有警情', quiet_way: '有新警情时在此显示并振动提示。', old: '暂时联系不上平台，以下为最近一次的内容。', waiting: '{n} 条待发送', unsent: '待发送',
    classes: { hold_up: '紧急求助', fire: '火警急救', confirmed_intrusion: '入侵（已确认）', intrusion: '入侵', tamper: '防拆' },
    what: { going: '我去看', arrived: '已到场', nothing: '未见异常', found: '发现情况', photo: '照片' }, text: '情况说明', photo: '拍照', send: '报告', map: '地图导航', told: '已报告', not_here: '没有该警情，或已不在您的管辖范围。', not_kept: '本机未能保存，请重试。', no_photo: '无法读取该照片。', place_ask: '报告时是否附上本机位置？',
  },
}
