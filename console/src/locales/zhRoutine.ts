// Chinese words of the duty room's routine: patrol rounds, notices, training.
export const routine = {
  patrols: {
    states: { due: '待巡查', running: '巡查中', done: '已完成', incomplete: '未完整', missed: '漏巡' },
    looks: { waiting: '待看', looked: '已看', short: '时长不足', no_picture: '无画面' },
    reasons: { not_started: '无人开始', platform_down: '平台停运期间', finished: '提前结束', out_of_time: '超过时限' },
    due: '应巡时间', closes: '截止', plan: '巡查计划', plans: '巡查计划', faults: '故障登记', operator: '巡查人', looked: '已看通道', duration: '观看时长', findings: '发现', state: '状态', extra: '临时', rounds: '巡查任务',
    planned: '应巡', done: '完成', missed: '漏巡', incomplete: '未完整', looked_share: '通道到看率', add: '新建计划', edit: '修改计划', none: '近七日没有巡查任务', none_remedy: '巡查任务由巡查计划按时生成。', no_plans: '尚无巡查计划', no_plans_remedy: '新建计划后，任务提前一天列出。',
    space: '空格', start: '开始巡查', begin_now: '立即巡查', take_up: '继续巡查', finish: '结束巡查', finish_sure: '尚有 {n} 路未看足时长，结束后本次记为“未完整”。', next: '下一路', wanted: '应看 {n} 秒', enough: '已看足', waits: '等待画面', no_picture_yet: '画面未到，不计时',
    found: '登记发现', kind: '类别', fault: '故障', text: '说明', raise: '同时生成警情', raise_none: '不生成', picture: '画面快照', no_snapshot: '当前无画面，不附快照', save: '登记', saved: '已登记', keys: '空格：未见异常，下一路',
    name: '名称', weekdays: '星期', times: '每日时间', times_hint: '如 09:00 14:30，以空格分隔', times_wrong: '时间应为 00:00 至 23:59', window: '完成时限', window_hint: '分钟，自应巡时间起', seconds: '停留秒数', cameras: '通道', cameras_hint: '在左侧双击通道加入', room: '值班室', enabled: '启用', delete: '删除计划', delete_sure: '删除“{name}”？未到期的任务一并取消，已做与漏巡的记录保留。',
    any_room: '本区划任一值班室',
    days: ['一', '二', '三', '四', '五', '六', '日'], unknown_camera: '目录中已无此通道', up: '上移', down: '下移', remove: '移除', total_time: '共 {n} 路，{m} 分钟',
    settle: '办结', settle_text: '处理情况', settled: '已办结', noted: '登记时间', noted_by: '登记人', no_faults: '没有待办结的故障', standing: '待办结', all: '全部', by_operator: '按人员', by_plan: '按计划', another: '该巡查由 {name} 进行中。', minutes: '{n} 分', seconds_of: '{n} 秒',
  },
  notices: {
    unread_notices: '{n} 条未读通知', rooms: '值班室', more: '更早的通知', inbox: '收到的通知', sent: '发出的通知', unread: '{n} 条未读', confirm: '我已阅读', confirmed: '已于 {at} 确认', urgent: '紧急', read_by: '阅读期限', from: '发布人', at: '发布时间', publish: '发布通知', title: '标题', text: '正文', targets: '发送对象', division: '按区划', people: '按人员', remind: '提醒间隔', remind_hint: '小时；0 为不提醒',
    read: '已读', not_read: '未读', in_time: '按时', recipients: '人数', receipts: '回执', remind_now: '提醒未读者', reminded: '已提醒 {n} 人', reminders: '提醒次数', withdraw: '撤回', withdraw_sure: '撤回“{title}”？收件人不再看到，记录与回执保留。', withdrawn: '已撤回', none: '没有通知', none_sent: '尚未发布通知', only_unread: '仅看未读', name: '姓名', organisation: '单位', read_at: '阅读时间', overdue: '已逾期', target_missing: '请选择区划、值班室或人员',
  },
  training: {
    courses: '培训课程', add: '新建课程', edit: '修改课程', title: '课程', text: '内容', link: '资料链接', files: '附件', add_file: '上传附件', qualification: '合格后获得资质', valid_days: '有效期', valid_hint: '天；0 为长期', drawn: '抽题数', drawn_hint: '0 为不设考核', pass: '合格线', limit: '限时', per_day: '每日次数', offered: '开放', certificate: '合格证明', until: '有效至 {at}', forever: '长期有效', expired: '已过期', none: '尚无课程', none_remedy: '由值班管理人员建立课程与题库。', no_certificate: '未取得',
    begin: '开始考核', go_on: '继续考核', terms: '随机抽取 {n} 题，限时 {m} 分钟，合格线 {p}%', no_test: '本课程不设考核', few: '题库题目不足（{have}/{need}），暂不能考核', bank: '题库', people: '人员', results: '考核记录', import: '导入题目', add_question: '新增题目', question: '题目', kind: '题型', options: '选项', options_hint: '每行一个', answers: '答案', explanation: '解析', delete_sure: '删除此题？已考的试卷不受影响。', no_questions: '题库为空',
    remaining: '剩余时间', question_n: '第 {n} 题', answered: '已答 {n}/{all}', submit: '交卷', submit_sure: '尚有 {n} 题未答，确认交卷？', submit_now: '确认交卷？交卷后不可修改。', passed: '合格', failed: '不合格', open: '进行中', score: '答对 {n}/{all}', by_time: '到时自动交卷', right: '正确答案', saved: '答案已保存', over: '时间已到', your_results: '本人考核', started: '开始时间', result: '成绩', learner: { valid: '合格有效', expired: '证明过期', failed: '未合格', opened: '已学习', nothing: '未学习' }, name: '姓名', organisation: '单位', attempts: '考核次数', best: '最好成绩', true: '正确', false: '错误', back: '返回课程', coverage: '持证率', percent: '{n}%',
  },
}
