import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import { statusOf } from '@/channels/facts'
import { i18n } from '@/locales'
import StateMark from '@/state/StateMark.vue'
import { readState, SHAPES, STATES } from '@/state/states'

describe('the language of state', () => {
  it.each([
    ['ON', null, 'online', 'online'],
    ['OFF', null, 'fault', 'offline'],
    ['VLOST', null, 'degraded', 'vlost'],
    ['DEFECT', null, 'fault', 'fault'],
    ['online', null, 'online', 'online'],
    ['degraded', null, 'degraded', 'degraded'],
    ['refused', null, 'fault', 'refused'],
    ['unknown', null, 'unknown', 'unknown'],
    ['', null, 'unknown', 'unknown'],
    [null, null, 'unknown', 'unknown'],
    ['no such word', null, 'unknown', 'unknown'],
    ['ON', 'planned', 'planned', 'planned'],
    ['ON', 'suspended', 'suspended', 'suspended'],
    ['OFF', 'active', 'fault', 'offline'],
  ])('%s in life cycle %s is %s, said as %s', (status, lifeCycle, state, word) => {
    expect(readState(status, lifeCycle)).toEqual({ state, word })
  })

  it('gives each state a shape of its own, but for planned, which is the outline of online', () => {
    const filled = STATES.filter((state) => state !== 'planned').map((state) => SHAPES[state])
    expect(new Set(filled).size).toBe(filled.length)
  })

  it('never shows a colour without a word', () => {
    const loud = mount(StateMark, { props: { status: 'OFF' }, global: { plugins: [i18n] } })
    expect(loud.text()).toBe('离线')
    const quiet = mount(StateMark, { props: { status: 'OFF', quiet: true }, global: { plugins: [i18n] } })
    expect(quiet.find('svg').attributes('aria-label')).toBe('离线')
  })

  it.each([
    [{ status: 'ON', fault: '' }, 'ON'],
    [{ status: 'ON', fault: 'VLOST' }, 'VLOST'],
    [{ status: 'OFF', fault: 'VLOST' }, 'OFF'],
  ])('%j is %s in one word', (channel, word) => {
    expect(statusOf(channel)).toBe(word)
  })
})
