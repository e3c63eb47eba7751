import type { MapCluster, MapPoint } from '@/api/types'
import { readState, SHAPES } from '@/state/states'
import { DRAG_TYPE } from '@/video/wall'

const SVG = 'http://www.w3.org/2000/svg'

function svg(size: number, box: string): SVGSVGElement {
  const element = document.createElementNS(SVG, 'svg')
  element.setAttribute('viewBox', box)
  element.setAttribute('width', String(size))
  element.setAttribute('height', String(size))
  element.setAttribute('aria-hidden', 'true')
  return element
}

function path(d: string, kind: string): SVGPathElement {
  const element = document.createElementNS(SVG, 'path')
  element.setAttribute('d', d)
  element.setAttribute('class', kind)
  return element
}

// Centres nearer than this on the screen would cover each other's figure.
const APART_PX = 34

/** The clusters with those that would overlap put together, the larger taking in the smaller. */
export function joined(clusters: readonly MapCluster[], project: (cluster: MapCluster) => { x: number; y: number }): MapCluster[] {
  const kept: { cluster: MapCluster; x: number; y: number }[] = []
  for (const cluster of [...clusters].sort((a, b) => b.count - a.count)) {
    const { x, y } = project(cluster)
    const near = kept.find((one) => Math.hypot(one.x - x, one.y - y) < APART_PX)
    if (!near) kept.push({ cluster, x, y })
    else {
      const before = near.cluster
      const count = before.count + cluster.count
      const mean = (key: 'longitude' | 'latitude'): number => (before[key] * before.count + cluster[key] * cluster.count) / count
      near.cluster = { longitude: mean('longitude'), latitude: mean('latitude'), count, online: before.online + cluster.online }
    }
  }
  return kept.map((one) => one.cluster)
}

/** A number of points near each other; the ring tells the share that is online. */
export function clusterElement(cluster: MapCluster, label: string): HTMLButtonElement {
  const size = Math.min(56, 26 + Math.log10(cluster.count + 1) * 9)
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'map-cluster'
  button.setAttribute('aria-label', label)
  button.title = label
  const share = cluster.count > 0 ? cluster.online / cluster.count : 0
  const ring = svg(size, '0 0 36 36')
  const circle = (kind: string, part: number): void => {
    const element = document.createElementNS(SVG, 'circle')
    element.setAttribute('cx', '18')
    element.setAttribute('cy', '18')
    element.setAttribute('r', '15.9155') // circumference 100, so that dashes are percent
    element.setAttribute('class', kind)
    element.setAttribute('stroke-dasharray', `${part} 100`)
    element.setAttribute('transform', 'rotate(-90 18 18)')
    ring.append(element)
  }
  circle('rest', 100)
  circle('online', share * 100)
  const count = document.createElement('span')
  count.textContent = cluster.count >= 10_000 ? `${Math.round(cluster.count / 1000)}k` : String(cluster.count)
  button.append(ring, count)
  return button
}

// A cone of 60° to the direction the camera looks, drawn when the map is near.
const CONE = 'M24 24L12 3.2A24 24 0 0 1 36 3.2Z'

// DirectionType of GB/T 28181 annex A: east, west, south, north, south-east, north-east, south-west, north-west.
const BEARINGS = [90, 270, 180, 0, 135, 45, 225, 315]

/** Degrees from north, of a direction told by the catalog's number. */
export function bearing(direction: number | null): number | null {
  return direction === null ? null : (BEARINGS[direction - 1] ?? null)
}

export function pointElement(point: MapPoint, near: boolean, label: string): HTMLButtonElement {
  const { state } = readState(point.status)
  const button = document.createElement('button')
  button.type = 'button'
  button.className = `map-point ${state}`
  button.dataset['code'] = point.code
  button.draggable = true
  button.title = label
  button.setAttribute('aria-label', label)
  button.addEventListener('dragstart', (event) => {
    event.stopPropagation()
    event.dataTransfer?.setData(DRAG_TYPE, JSON.stringify({ code: point.code, name: point.name }))
  })
  // A drag of the point is not a drag of the map.
  button.addEventListener('mousedown', (event) => event.stopPropagation())
  const turned = bearing(point.direction)
  if (near && turned !== null) {
    const cone = svg(48, '0 0 48 48')
    cone.setAttribute('class', 'cone')
    cone.style.transform = `rotate(${turned}deg)`
    cone.append(path(CONE, 'beam'))
    button.append(cone)
  }
  const shape = svg(13, '0 0 12 12')
  shape.setAttribute('class', 'shape')
  shape.append(path(SHAPES[state], 'body'))
  button.append(shape)
  return button
}
