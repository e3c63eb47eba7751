import type { Feature, FeatureCollection, Position } from 'geojson'

import type { IncidentSight } from '@/api/types'

const METRES_A_DEGREE = 111_320
// Steps of an arc, fine enough to look round at any zoom that shows single cameras.
const ARC_DEGREES = 6

/** The point so many metres from another, in a direction told in degrees from north. */
export function away(from: Position, metres: number, bearing: number): Position {
  const [longitude = 0, latitude = 0] = from
  const angle = (bearing * Math.PI) / 180
  return [longitude + (metres * Math.sin(angle)) / METRES_A_DEGREE / Math.cos((latitude * Math.PI) / 180), latitude + (metres * Math.cos(angle)) / METRES_A_DEGREE]
}

function polygon(ring: Position[], properties: Record<string, unknown>): Feature {
  return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0] ?? [0, 0]]] } }
}

/** A circle around a spot. */
export function circle(at: Position, metres: number): Feature {
  const ring: Position[] = []
  for (let bearing = 0; bearing < 360; bearing += ARC_DEGREES) ring.push(away(at, metres, bearing))
  return polygon(ring, {})
}

/** The view cones of cameras whose place and direction are known. */
export function cones(cameras: readonly IncidentSight[]): FeatureCollection {
  const features: Feature[] = []
  for (const camera of cameras) {
    if (camera.longitude === null || camera.latitude === null || camera.bearing === null) continue
    const at = [camera.longitude, camera.latitude]
    const half = camera.field_degrees / 2
    const ring = [at]
    for (let turn = -half; turn < half; turn += ARC_DEGREES) ring.push(away(at, camera.range_m, camera.bearing + turn))
    ring.push(away(at, camera.range_m, camera.bearing + half))
    features.push(polygon(ring, { channel: camera.channel, covers: camera.covers === true }))
  }
  return { type: 'FeatureCollection', features }
}
