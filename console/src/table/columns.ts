import { computed, ref, type Ref } from 'vue'

export type Column<T> = {
  key: string
  /** Heading, already in the user's language. */
  label: string
  /** Least width in pixels. */
  width: number
  grow?: number
  right?: boolean
  /** Name by which the API sorts; absent: not sortable. */
  sort?: string
  /** Not shown until chosen. */
  optional?: boolean
  /** The cell as plain text: shown where no slot draws it, and in the export. */
  text: (row: T) => string
}

/** Which columns a user wants to see of a table; kept in this browser per user. */
export function useColumnChoice<T>(table: string, user: string, columns: Ref<Column<T>[]>): { shown: Ref<Column<T>[]>; chosen: Ref<string[]>; choose: (keys: string[]) => void } {
  const place = `anlan.columns.${user}.${table}`
  const standard = (): string[] => columns.value.filter((column) => !column.optional).map((column) => column.key)

  function restore(): string[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(place) ?? 'null')
      if (Array.isArray(kept) && kept.length > 0) return kept.filter((key): key is string => typeof key === 'string')
    } catch {
      // What cannot be read is as good as nothing kept.
    }
    return standard()
  }

  const chosen = ref(restore())
  function choose(keys: string[]): void {
    chosen.value = keys.length > 0 ? keys : standard()
    localStorage.setItem(place, JSON.stringify(chosen.value))
  }
  return { shown: computed(() => columns.value.filter((column) => chosen.value.includes(column.key))), chosen, choose }
}
