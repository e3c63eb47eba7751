import { ApiError } from '@/api/http'
import type { Bilingual, Problem } from '@/api/types'

export type Said = { sentence: string; remedy: string; trace: string | null }

export function pick(text: Bilingual | null | undefined, locale: string): string {
  if (!text) return ''
  return locale === 'zh' ? text.zh : text.en
}

/** A failure as a plain sentence and what to do, in the user's language. */
export function say(error: unknown, locale: string): Said {
  const problem: Problem =
    error instanceof ApiError
      ? error.problem
      : { title: '', status: 0, code: 'console.fault', zh: '页面出错，操作没有完成。', en: 'The page failed; nothing was done.', remedy_zh: '请刷新后重试。', remedy_en: 'Reload and try again.' }
  return {
    sentence: locale === 'zh' ? problem.zh : problem.en,
    remedy: (locale === 'zh' ? problem.remedy_zh : problem.remedy_en) ?? '',
    trace: problem.trace ?? null,
  }
}

/** What is wrong field by field, for forms. */
export function fieldFaults(error: unknown, locale: string): Record<string, string> {
  if (!(error instanceof ApiError) || !error.problem.fields) return {}
  return Object.fromEntries(Object.entries(error.problem.fields).map(([field, text]) => [field, pick(text, locale)]))
}
