import { useMessage } from 'naive-ui'
import { computed, reactive, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'

import { fieldFaults, say, type Said } from '@/words/problem'

/**
 * What every form does: keeps what was typed (also over a reload, as a draft), shows what is wrong beside the field,
 * and tells when it is done. Secrets are never kept in a draft.
 */
export function useForm<T extends Record<string, unknown>>(
  initial: () => T,
  options: { draft?: string; secrets?: (keyof T & string)[]; check?: (value: T) => Partial<Record<keyof T & string, string>> } = {},
): {
  value: T
  busy: ReturnType<typeof ref<boolean>>
  said: ReturnType<typeof ref<Said | null>>
  fault: (field: keyof T & string) => string
  isRestored: ReturnType<typeof ref<boolean>>
  submit: (send: (value: T) => Promise<unknown>) => Promise<boolean>
  discard: () => void
} {
  const { t, locale } = useI18n()
  const message = useMessage()
  const place = options.draft ? `anlan.draft.${options.draft}` : null
  const value = reactive(initial()) as T
  const busy = ref<boolean | undefined>(false)
  const said = ref<Said | null | undefined>(null)
  const isRestored = ref<boolean | undefined>(false)
  const served = ref<Record<string, string>>({})
  const tried = ref(false)

  if (place) {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(place) ?? 'null')
      if (kept && typeof kept === 'object') {
        Object.assign(value, kept)
        isRestored.value = true
      }
    } catch {
      // What cannot be read is as good as nothing kept.
    }
    watch(value, (now) => {
      const open = Object.fromEntries(Object.entries(now).filter(([key]) => !options.secrets?.includes(key)))
      sessionStorage.setItem(place, JSON.stringify(open))
    }, { deep: true })
  }

  const own = computed<Record<string, string>>(() => (options.check?.(value) ?? {}) as Record<string, string>)
  function fault(field: keyof T & string): string {
    return served.value[field] ?? (tried.value ? (own.value[field] ?? '') : '')
  }

  async function submit(send: (value: T) => Promise<unknown>): Promise<boolean> {
    tried.value = true
    said.value = null
    served.value = {}
    if (Object.values(own.value).some(Boolean) || busy.value) return false
    busy.value = true
    try {
      await send(value)
    } catch (error) {
      served.value = fieldFaults(error, locale.value)
      said.value = say(error, locale.value)
      return false
    } finally {
      busy.value = false
    }
    if (place) sessionStorage.removeItem(place)
    message.success(t('form.saved'))
    return true
  }

  function discard(): void {
    if (place) sessionStorage.removeItem(place)
    Object.assign(value, initial())
    isRestored.value = false
    tried.value = false
    served.value = {}
    said.value = null
  }

  return { value, busy, said, fault, isRestored, submit, discard }
}
