import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { FACT_GROUPS } from '@/channels/facts'
import en from '@/locales/en'
import enPhone from '@/locales/enPhone'
import zh from '@/locales/zh'
import zhPhone from '@/locales/zhPhone'
import { WAY } from '@/player/steps'
import { STATE_WORDS } from '@/state/states'

function leaves(table: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(table)) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else for (const [below, text] of leaves(value as object, `${prefix}${key}.`)) found.set(below, text)
  }
  return found
}

const chinese = leaves({ ...zh, ...zhPhone })
const english = leaves({ ...en, ...enPhone })
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && !entry.parentPath.endsWith('locales'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

describe('both languages', () => {
  it('have every key', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it.each([...chinese.keys()])('%s is written, with the same values in it', (key) => {
    expect(chinese.get(key)!.trim()).not.toBe('')
    expect(english.get(key)!.trim()).not.toBe('')
    expect(placeholders(english.get(key)!)).toEqual(placeholders(chinese.get(key)!))
  })

  it('are each in their own script', () => {
    const han = /\p{Script=Han}/u
    const foreign = [...english].filter(([key, text]) => han.test(text) && !['frame.language', 'phone.language'].includes(key)).map(([key]) => key)
    expect(foreign).toEqual([])
  })
})

describe('what the pages ask for', () => {
  const used = new Set(sources('src').flatMap((text) => [...text.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1]!)))

  it.each([...used])('%s stands in the table', (key) => {
    expect(chinese.has(key)).toBe(true)
  })

  it('has a name for every fact and every group of them', () => {
    const wanted = Object.entries(FACT_GROUPS).flatMap(([group, fields]) => [`facts.groups.${group}`, ...fields.map((field) => `facts.${field}`)])
    expect(wanted.filter((key) => !chinese.has(key))).toEqual([])
  })

  it('has a word for every state and every step', () => {
    expect(STATE_WORDS.filter((word) => !chinese.has(`state.words.${word}`))).toEqual([])
    expect(WAY.filter((step) => !chinese.has(`player.way.${step}`))).toEqual([])
  })
})
