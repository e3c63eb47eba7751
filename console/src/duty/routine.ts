import { call, type Query } from '@/api/http'
import type { components } from '@/api/schema'
import type { ImportReport, Page } from '@/api/types'

type S = components['schemas']

export type PatrolWords = S['PatrolWords']
export type PatrolPlanRow = S['PatrolPlanRow']
export type PatrolPlan = S['PatrolPlanView']
export type PatrolRun = S['PatrolRunView']
export type PatrolRunDetail = S['PatrolRunDetail']
export type PatrolLook = S['PatrolLookView']
export type PatrolFinding = S['PatrolFindingView']
export type FaultNote = S['FaultNoteView']
export type PatrolFigures = S['PatrolFiguresView']
export type ReceivedNotice = S['ReceivedNotice']
export type Inbox = S['Inbox']
export type FollowedNotice = S['FollowedNotice']
export type NoticeReceipt = S['ReceiptView']
export type Recipient = S['Recipient']
export type NewNotice = S['NoticeFields']
export type TrainingWords = S['TrainingWords']
export type Course = S['CourseView']
export type CourseDetail = S['CourseDetail']
export type NewCourse = S['CourseFields']
export type Question = S['QuestionView']
export type NewQuestion = S['QuestionFields']
export type Test = S['TestView']
export type TestRow = S['AttemptRow']
export type Learner = S['LearnerView']

const id = encodeURIComponent

function form(values: Record<string, string | Blob | null>): FormData {
  const body = new FormData()
  for (const [name, value] of Object.entries(values)) if (value !== null && value !== '') body.append(name, value)
  return body
}

/** The calls of the duty room's routine: patrol rounds, notices, training. */
export const routine = {
  patrols: {
    words: () => call<PatrolWords>('GET', '/patrols/vocabulary'),
    plans: (query: Query, signal?: AbortSignal) => call<Page<PatrolPlanRow>>('GET', '/patrol-plans', { query, signal }),
    plan: (plan: string) => call<PatrolPlan>('GET', `/patrol-plans/${id(plan)}`),
    createPlan: (body: S['PatrolPlanFields']) => call<PatrolPlan>('POST', '/patrol-plans', { body }),
    changePlan: (plan: string, body: S['PatrolPlanChange']) => call<PatrolPlan>('PUT', `/patrol-plans/${id(plan)}`, { body }),
    removePlan: (plan: string) => call<undefined>('DELETE', `/patrol-plans/${id(plan)}`),
    beginExtra: (plan: string) => call<PatrolRunDetail>('POST', `/patrol-plans/${id(plan)}/runs`),
    runs: (query: Query, signal?: AbortSignal) => call<Page<PatrolRun>>('GET', '/patrol-runs', { query, signal }),
    run: (run: string) => call<PatrolRunDetail>('GET', `/patrol-runs/${id(run)}`),
    start: (run: string) => call<PatrolRunDetail>('POST', `/patrol-runs/${id(run)}/start`),
    look: (run: string, position: number, attempt: string) => call<PatrolLook>('POST', `/patrol-runs/${id(run)}/looks/${position}`, { body: { attempt } }),
    finish: (run: string) => call<PatrolRunDetail>('POST', `/patrol-runs/${id(run)}/finish`),
    find: (run: string, values: Record<string, string | Blob | null>) => call<PatrolFinding>('POST', `/patrol-runs/${id(run)}/findings`, { body: form(values) }),
    pictureOf: (finding: string) => `/api/v1/patrol-findings/${id(finding)}/picture`,
    faults: (query: Query, signal?: AbortSignal) => call<Page<FaultNote>>('GET', '/fault-notes', { query, signal }),
    settle: (note: string, text: string) => call<FaultNote>('POST', `/fault-notes/${id(note)}/settle`, { body: { text } }),
    figures: (query: Query) => call<PatrolFigures>('GET', '/patrols/figures', { query }),
  },
  notices: {
    inbox: (query: Query, signal?: AbortSignal) => call<Inbox>('GET', '/notices/inbox', { query, signal }),
    read: (notice: string) => call<NoticeReceipt>('POST', `/notices/${id(notice)}/read`),
    list: (query: Query, signal?: AbortSignal) => call<Page<FollowedNotice>>('GET', '/notices', { query, signal }),
    get: (notice: string) => call<FollowedNotice>('GET', `/notices/${id(notice)}`),
    receipts: (notice: string, query: Query, signal?: AbortSignal) => call<Page<NoticeReceipt>>('GET', `/notices/${id(notice)}/receipts`, { query, signal }),
    publish: (body: NewNotice) => call<FollowedNotice>('POST', '/notices', { body }),
    remind: (notice: string) => call<{ people: number }>('POST', `/notices/${id(notice)}/remind`),
    withdraw: (notice: string) => call<undefined>('POST', `/notices/${id(notice)}/withdraw`),
    recipients: (q: string) => call<{ items: Recipient[] }>('GET', '/notices/recipients', { query: { q, limit: 50 } }),
  },
  training: {
    words: () => call<TrainingWords>('GET', '/training/vocabulary'),
    courses: (query: Query, signal?: AbortSignal) => call<Page<Course>>('GET', '/training/courses', { query, signal }),
    course: (course: string) => call<CourseDetail>('GET', `/training/courses/${id(course)}`),
    create: (body: NewCourse) => call<CourseDetail>('POST', '/training/courses', { body }),
    change: (course: string, body: S['CourseChange']) => call<CourseDetail>('PUT', `/training/courses/${id(course)}`, { body }),
    visit: (course: string) => call<undefined>('POST', `/training/courses/${id(course)}/visit`),
    addFile: (course: string, file: File) => call<S['CourseFileView']>('POST', `/training/courses/${id(course)}/files`, { body: form({ file }) }),
    removeFile: (file: string) => call<undefined>('DELETE', `/training/files/${id(file)}`),
    questions: (course: string, query: Query, signal?: AbortSignal) => call<Page<Question>>('GET', `/training/courses/${id(course)}/questions`, { query, signal }),
    addQuestion: (course: string, body: NewQuestion) => call<Question>('POST', `/training/courses/${id(course)}/questions`, { body }),
    changeQuestion: (question: string, body: NewQuestion) => call<Question>('PUT', `/training/questions/${id(question)}`, { body }),
    removeQuestion: (question: string) => call<undefined>('DELETE', `/training/questions/${id(question)}`),
    takeQuestions: (course: string, file: File, dryRun: boolean) => call<ImportReport>('POST', `/training/courses/${id(course)}/questions/import`, { query: { dry_run: dryRun }, body: form({ file }) }),
    people: (course: string) => call<{ items: Learner[] }>('GET', `/training/courses/${id(course)}/people`),
    begin: (course: string) => call<Test>('POST', `/training/courses/${id(course)}/attempts`),
    tests: (query: Query, signal?: AbortSignal) => call<Page<TestRow>>('GET', '/training/attempts', { query, signal }),
    test: (attempt: string) => call<Test>('GET', `/training/attempts/${id(attempt)}`),
    keep: (attempt: string, answers: Record<string, number[]>) => call<Test>('PUT', `/training/attempts/${id(attempt)}/answers`, { body: { answers } }),
    submit: (attempt: string, answers: Record<string, number[]>) => call<Test>('POST', `/training/attempts/${id(attempt)}/submit`, { body: { answers } }),
  },
}
