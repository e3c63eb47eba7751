import type { Channel, ChannelBrief } from '@/api/types'

// Which fields of a channel's record are shown, in which groups; names are in the locales under `facts`.
export const FACT_GROUPS = {
  place: ['division_name', 'address', 'site_category', 'owner', 'management_unit', 'contact_info', 'longitude', 'latitude', 'industrial_classification', 'grassroots_code', 'block', 'install_time'],
  equipment: ['manufacturer', 'model', 'ptz_type', 'position_type', 'room_type', 'direction_type', 'photoelectric_imaging_type', 'horizontal_field_angle', 'vertical_field_angle', 'max_view_distance', 'supply_light_type', 'resolution', 'encode_type', 'stream_number_list', 'mac', 'ip_address', 'port'],
  joining: ['peer_name', 'platform', 'device', 'wire_code', 'parent_id', 'business_group_id', 'civil_code', 'register_way', 'secrecy', 'security_level_code', 'record_save_days', 'added_utc', 'changed_utc'],
} as const

export const CODES = new Set(['platform', 'device', 'wire_code', 'parent_id', 'business_group_id', 'civil_code', 'mac', 'ip_address', 'grassroots_code'])

/** The one word for a channel: the fault where one was notified, else on or off. */
export function statusOf(channel: Pick<ChannelBrief, 'status' | 'fault'>): string {
  return channel.status === 'ON' && channel.fault ? channel.fault : channel.status
}

export function factText(channel: Channel, field: string): string {
  // What the record says outranks what the catalog said.
  const value = (channel as Record<string, unknown>)[field] ?? channel.item?.[field]
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'number' && (field === 'longitude' || field === 'latitude')) return value.toFixed(6)
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value as string | number | boolean)
}

/** Words of the catalog (GB/T 28181-2022 annex A). */
export const STATUSES = ['ON', 'OFF', 'VLOST', 'DEFECT'] as const
export const SITE_CATEGORIES = ['public_area', 'key_unit', 'institution', 'community', 'shop', 'household', 'checkpoint'] as const
export const LIFE_CYCLES = ['planned', 'building', 'accepted', 'active', 'suspended', 'retired'] as const
