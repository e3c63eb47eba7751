import type { FeatureCollection, Geometry, Position } from 'geojson'
import type { StyleSpecification } from 'maplibre-gl'

import { type Theme, TOKENS } from '@/theme/tokens'

export type BaseData = { boundaries: FeatureCollection; roads: FeatureCollection; tileUrl: string }

function largestRing(geometry: Geometry): Position[] {
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0] ?? []] : geometry.type === 'MultiPolygon' ? geometry.coordinates.map((polygon) => polygon[0] ?? []) : []
  return rings.reduce((largest, ring) => (Math.abs(area(ring)) > Math.abs(area(largest)) ? ring : largest), [] as Position[])
}

function area(ring: Position[]): number {
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i += 1) sum += (ring[i]?.[0] ?? 0) * (ring[i + 1]?.[1] ?? 0) - (ring[i + 1]?.[0] ?? 0) * (ring[i]?.[1] ?? 0)
  return sum / 2
}

/** Centre of mass of the largest part of a division: where its name stands. */
export function labelPoint(geometry: Geometry): [number, number] | null {
  const ring = largestRing(geometry)
  const whole = area(ring)
  if (whole === 0) return null
  let x = 0
  let y = 0
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const [ax = 0, ay = 0] = ring[i] ?? []
    const [bx = 0, by = 0] = ring[i + 1] ?? []
    const cross = ax * by - bx * ay
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  return [x / (6 * whole), y / (6 * whole)]
}

/** Marks each division with how many levels it lies below the uppermost one shown: 0, 1, 2 … */
export function withDepth(boundaries: FeatureCollection): FeatureCollection {
  const digits = (code: unknown): number => String(code ?? '').length
  const least = Math.min(...boundaries.features.map((feature) => digits(feature.properties?.['code'])))
  return { ...boundaries, features: boundaries.features.map((feature) => ({ ...feature, properties: { ...feature.properties, depth: (digits(feature.properties?.['code']) - least) / 2 } })) }
}

export function extent(collection: FeatureCollection, under = ''): [number, number, number, number] | null {
  let box: [number, number, number, number] | null = null
  const visit = (position: Position): void => {
    const [x = 0, y = 0] = position
    box = box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y]
  }
  for (const feature of collection.features) {
    if (under && !String(feature.properties?.['code'] ?? '').startsWith(under)) continue
    if (feature.geometry.type === 'Polygon') feature.geometry.coordinates.forEach((ring) => ring.forEach(visit))
    if (feature.geometry.type === 'MultiPolygon') feature.geometry.coordinates.forEach((polygon) => polygon.forEach((ring) => ring.forEach(visit)))
  }
  return box
}

/** The city's own boundaries and roads as a map; with a tile service configured, drawn over its pictures. */
export function mapStyle(data: BaseData, theme: Theme): StyleSpecification {
  const colour = TOKENS[theme]
  const depth = (n: number): ['==', ['get', string], number] => ['==', ['get', 'depth'], n]
  return {
    version: 8,
    sources: {
      boundaries: { type: 'geojson', data: data.boundaries },
      roads: { type: 'geojson', data: data.roads },
      ...(data.tileUrl ? { tiles: { type: 'raster' as const, tiles: [data.tileUrl], tileSize: 256 } } : {}),
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour['surface-0'] } },
      ...(data.tileUrl ? [{ id: 'tiles', type: 'raster' as const, source: 'tiles', paint: { 'raster-saturation': -0.6, 'raster-brightness-max': theme === 'dark' ? 0.5 : 1 } }] : []),
      { id: 'land', type: 'fill', source: 'boundaries', filter: depth(0), paint: { 'fill-color': colour['map-land'], 'fill-opacity': data.tileUrl ? 0 : 1 } },
      { id: 'roads-local', type: 'line', source: 'roads', minzoom: 9.5, filter: ['!=', ['get', 'class'], 'trunk'], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': colour['map-road'], 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 9, 0.6, 16, 9] } },
      { id: 'roads-trunk', type: 'line', source: 'roads', filter: ['==', ['get', 'class'], 'trunk'], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': colour['map-road-major'], 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, 1, 16, 14] } },
      { id: 'townships', type: 'line', source: 'boundaries', filter: depth(2), minzoom: 9, paint: { 'line-color': colour['map-line'], 'line-width': 0.6, 'line-dasharray': [4, 3], 'line-opacity': 0.6 } },
      { id: 'counties', type: 'line', source: 'boundaries', filter: depth(1), paint: { 'line-color': colour['map-line'], 'line-width': 1 } },
      { id: 'city', type: 'line', source: 'boundaries', filter: depth(0), paint: { 'line-color': colour['map-line'], 'line-width': 1.8 } },
    ],
  }
}
