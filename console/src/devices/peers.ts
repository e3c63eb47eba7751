// States of whom we speak GB/T 28181 with, as the directory keeps them.
export const PEER_STATES = ['online', 'degraded', 'offline', 'refused', 'unknown'] as const

export const EDITIONS = ['2022', '2016'] as const
export const CHARSETS = ['GB18030', 'GB2312', 'UTF-8'] as const
export const TRANSPORTS = ['udp', 'tcp'] as const
export const MEDIA_TRANSPORTS = ['udp', 'tcp_passive', 'tcp_active'] as const

// Types that register as devices (GB/T 28181-2022 annex E): digits 11-13 of the code.
export const DEVICE_TYPES = ['132', '131', '118', '111', '134'] as const

export function plain(values: readonly string[], label: (value: string) => string = (value) => value): { value: string; label: string }[] {
  return values.map((value) => ({ value, label: label(value) }))
}
