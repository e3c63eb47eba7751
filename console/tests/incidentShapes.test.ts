import { describe, expect, it } from 'vitest'

import type { IncidentSight } from '@/api/types'
import { away, circle, cones } from '@/incidents/shapes'

const METRES_A_DEGREE = 111_320
const SPOT: [number, number] = [120, 30]
const CAMERA: IncidentSight = {
  channel: '99010100001310000001', name: '路口', division: '990101', status: 'ON', longitude: 120, latitude: 30, bearing: 90, field_degrees: 60, range_m: 100, turns: false, covers: true, distance_m: 0, belongs: true,
}

function metres(from: number[], to: number[]): [number, number] {
  const shrink = Math.cos(((from[1] ?? 0) * Math.PI) / 180)
  return [((to[0] ?? 0) - (from[0] ?? 0)) * METRES_A_DEGREE * shrink, ((to[1] ?? 0) - (from[1] ?? 0)) * METRES_A_DEGREE]
}

describe('shapes of an incident on the map', () => {
  it.each([[0, [0, 50]], [90, [50, 0]], [180, [0, -50]], [270, [-50, 0]]])('goes %i degrees from north', (bearing, expected) => {
    const [east, north] = metres(SPOT, away(SPOT, 50, bearing))
    expect(east).toBeCloseTo(expected[0] ?? 0, 6)
    expect(north).toBeCloseTo(expected[1] ?? 0, 6)
  })

  it('draws a circle that closes and keeps its radius', () => {
    const shape = circle(SPOT, 40).geometry
    const ring = shape.type === 'Polygon' ? (shape.coordinates[0] ?? []) : []
    expect(ring.at(-1)).toEqual(ring[0])
    for (const at of ring) expect(Math.hypot(...metres(SPOT, at))).toBeCloseTo(40, 6)
  })

  it('draws a cone from the camera to its range, as wide as its lens', () => {
    const shape = cones([CAMERA]).features[0]?.geometry
    const ring = shape?.type === 'Polygon' ? (shape.coordinates[0] ?? []) : []
    expect(ring[0]).toEqual([120, 30])
    const arc = ring.slice(1, -1).map((at) => metres(SPOT, at))
    for (const [east, north] of arc) {
      expect(Math.hypot(east, north)).toBeCloseTo(100, 6)
      expect(Math.abs(Math.atan2(north, east))).toBeLessThanOrEqual(Math.PI / 6 + 1e-9)
    }
    const angles = arc.map(([east, north]) => Math.atan2(north, east))
    expect(Math.max(...angles) - Math.min(...angles)).toBeCloseTo(Math.PI / 3, 6)
  })

  it.each([[{ bearing: null }], [{ longitude: null }], [{ latitude: null }]])('draws no cone where it is not known: %o', (unknown) => {
    expect(cones([{ ...CAMERA, ...unknown }]).features).toEqual([])
  })
})
