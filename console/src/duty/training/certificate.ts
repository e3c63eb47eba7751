import { day } from '@/words/format'

import type { Course } from '../routine'

type Certificate = Course['certificate']

/** Whether a certificate holds on the reader's day; the last day still counts. */
export function holds(certificate: NonNullable<Certificate>, now: Date = new Date()): boolean {
  return certificate.expires_on === null || certificate.expires_on >= day(now)
}

export function certificateState(certificate: Certificate, now: Date = new Date()): string {
  if (!certificate) return 'unknown'
  return holds(certificate, now) ? 'ok' : 'degraded'
}

export function sayCertificate(certificate: Certificate, t: (key: string, values?: Record<string, unknown>) => string, now: Date = new Date()): string {
  if (!certificate) return t('routine.training.no_certificate')
  if (certificate.expires_on === null) return t('routine.training.forever')
  const until = t('routine.training.until', { at: certificate.expires_on })
  return holds(certificate, now) ? until : `${until} · ${t('routine.training.expired')}`
}
