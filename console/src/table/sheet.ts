import { save } from '@/player/snapshot'

import type { Column } from './columns'
import type { Fetch } from './pages'

// Beyond that a list is no longer read by people; narrow the filter.
const MOST_ROWS = 100_000
const EACH = 500

/** One cell of a CSV; what a spreadsheet would take for a formula is made plain text. */
export function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** All rows of the list as filtered, as CSV that spreadsheets open in the right encoding. */
export async function exportCsv<T>(name: string, columns: Column<T>[], fetch: Fetch<T>): Promise<number> {
  const lines = [columns.map((column) => csvCell(column.label)).join(',')]
  const signal = new AbortController().signal
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Fetch<T>>> = await fetch(cursor, EACH, signal)
    for (const row of page.items) lines.push(columns.map((column) => csvCell(column.text(row))).join(','))
    cursor = page.next_cursor
  } while (cursor !== null && lines.length <= MOST_ROWS)
  save(new Blob([`\ufeff${lines.join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' }), `${name}.csv`)
  return lines.length - 1
}
