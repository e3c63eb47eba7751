import { Activity, CalendarClock, Cctv, LayoutDashboard, Map as MapIcon, MonitorPlay, Network, Settings2, ShieldAlert, Siren, Building2 } from '@lucide/vue'
import type { Component } from 'vue'

export type Place = { name: string; path: string; icon: Component; anyOf: string[] }

/** The places of the left rail in their order; a place is shown to who has at least one of its permissions. */
export const PLACES: Place[] = [
  { name: 'overview', path: '/overview', icon: LayoutDashboard, anyOf: ['directory.read'] },
  { name: 'map', path: '/map', icon: MapIcon, anyOf: ['directory.read'] },
  { name: 'video', path: '/video', icon: MonitorPlay, anyOf: ['live.view'] },
  { name: 'alarms', path: '/alarms', icon: Siren, anyOf: ['alarms.read', 'subscribers.read'] },
  { name: 'incidents', path: '/incidents', icon: ShieldAlert, anyOf: ['incidents.read'] },
  { name: 'duty', path: '/duty', icon: CalendarClock, anyOf: ['duty.read'] },
  { name: 'company', path: '/company', icon: Building2, anyOf: ['alarms.company_only'] },
  { name: 'devices', path: '/devices', icon: Cctv, anyOf: ['directory.read'] },
  { name: 'platforms', path: '/platforms', icon: Network, anyOf: ['directory.read'] },
  { name: 'attempts', path: '/attempts', icon: Activity, anyOf: ['live.traces'] },
  { name: 'system', path: '/system', icon: Settings2, anyOf: ['users.manage', 'webhooks.manage', 'system.read', 'audit.read'] },
]
