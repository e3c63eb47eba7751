import { execFileSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { tryOut } from '@/subscribers/tryOut'

const KEY = '00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF'
const MQTT = { broker: '192.0.2.1', port: 8883, tls: true, topic: 'anlan/99/messages/RFID-1', answer_topic: 'anlan/99/answers/RFID-1' }

/** Runs a script in a shell whose curl and mosquitto_pub say what they are given. */
function run(script: string): { words: string[]; input: string } {
  const folder = mkdtempSync(join(tmpdir(), 'try-out-'))
  for (const [name, reads] of [['curl', ''], ['mosquitto_pub', 'cat; ']] as const) {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\n${reads}printf '\\n\\036'; for word in "$@"; do printf '%s\\037' "$word"; done\n`)
    chmodSync(path, 0o755)
  }
  const said = execFileSync('bash', ['-ec', script], { encoding: 'utf-8', env: { PATH: `${folder}:/usr/bin:/bin` } })
  const [input, words] = said.split('\n\x1e')
  return { input: input ?? '', words: (words ?? '').split('\x1f').slice(0, -1) }
}

const signature = (method: string, target: string, time: string, nonce: string, body: string): string =>
  createHmac('sha256', Buffer.from(KEY, 'hex')).update(['anlan1', method, target, time, nonce, createHash('sha256').update(body).digest('hex')].join('\n')).digest('hex')

it('gives a curl line that is rightly signed', () => {
  const { words } = run(tryOut('BTN-1', { key: KEY, mqtt: null }, 'http://platform.test'))
  const headers = Object.fromEntries(words.flatMap((word, i) => (words[i - 1] === '-H' ? [word.split(': ') as [string, string]] : [])))
  const body = words[words.indexOf('--data-raw') + 1] ?? ''
  expect(words[1]).toBe('http://platform.test/api/v1/alarm-messages')
  expect(JSON.parse(body)).toMatchObject({ version: 1, account: 'BTN-1', messages: [{ kind: 'test_manual' }] })
  expect(headers['X-Anlan-Account']).toBe('BTN-1')
  expect(headers['X-Anlan-Signature']).toBe(signature('POST', '/api/v1/alarm-messages', headers['X-Anlan-Timestamp'] ?? '', headers['X-Anlan-Nonce'] ?? '', body))
})

it('gives a mosquitto_pub line that is rightly signed', () => {
  const { words, input } = run(tryOut('RFID-1', { key: KEY, mqtt: MQTT }, 'http://platform.test'))
  const [head, ...body] = input.split('\n')
  const [label, time, nonce, signed] = (head ?? '').split(' ')
  expect(words).toEqual(['-h', '192.0.2.1', '-p', '8883', '--tls-use-os-certs', '-t', MQTT.topic, '-q', '1', '-s'])
  expect(label).toBe('anlan1')
  expect(signed).toBe(signature('PUBLISH', MQTT.topic, time ?? '', nonce ?? '', body.join('\n')))
})
