// The designed tokens. Everything coloured on the screen takes its colour from here, by CSS variable or by the component
// library's overrides; one accent, neutral greys, and the language of state.

export type Theme = 'dark' | 'light'

const DARK = {
  'surface-0': '#101214',
  'surface-1': '#16191c',
  'surface-2': '#1d2125',
  'surface-3': '#282d32',
  'surface-video': '#08090a',
  'line-1': '#2a2f35',
  'line-2': '#3b4249',
  'text-0': '#eef1f3',
  'text-1': '#c9ced3',
  'text-2': '#969ea6',
  'text-3': '#6c757d',
  accent: '#4c97e8',
  'accent-strong': '#6fadf0',
  'accent-press': '#3a7fca',
  'accent-soft': '#1b2f45',
  'on-accent': '#0b1116',
  focus: '#8ec2f7',
  'state-online': '#45b36b',
  'state-degraded': '#e0a030',
  'state-fault': '#e5534b',
  'state-unknown': '#8b949c',
  'state-suspended': '#7590ad',
  'state-planned': '#a3abb3',
  'alarm-hold-up': '#e8325a',
  'alarm-fire': '#d95a17',
  'alarm-confirmed': '#a64bc4',
  'alarm-intrusion': '#b39bf2',
  'alarm-tamper': '#54b9c9',
  'alarm-fault': '#cda63a',
  'alarm-quiet': '#8d99a4',
  'on-alarm': '#ffffff',
  'map-land': '#181c1f',
  'map-road': '#353c43',
  'map-road-major': '#4a535b',
  'map-line': '#59646e',
} as const

const LIGHT: Record<keyof typeof DARK, string> = {
  'surface-0': '#f3f4f6',
  'surface-1': '#ffffff',
  'surface-2': '#f7f8f9',
  'surface-3': '#e6e9ec',
  'surface-video': '#15181b',
  'line-1': '#dde1e5',
  'line-2': '#c2c9d0',
  'text-0': '#14181c',
  'text-1': '#343b42',
  'text-2': '#5d666f',
  'text-3': '#8a939b',
  accent: '#1a66bd',
  'accent-strong': '#12559f',
  'accent-press': '#0f4988',
  'accent-soft': '#e3eefa',
  'on-accent': '#ffffff',
  focus: '#1a66bd',
  'state-online': '#1d8a49',
  'state-degraded': '#b97a00',
  'state-fault': '#cc322b',
  'state-unknown': '#707a83',
  'state-suspended': '#557193',
  'state-planned': '#6b747d',
  'alarm-hold-up': '#c9123f',
  'alarm-fire': '#b8430a',
  'alarm-confirmed': '#8a2fa8',
  'alarm-intrusion': '#6541c4',
  'alarm-tamper': '#0f7283',
  'alarm-fault': '#856300',
  'alarm-quiet': '#5f6a74',
  'on-alarm': '#ffffff',
  'map-land': '#fafbfb',
  'map-road': '#e0e4e8',
  'map-road-major': '#c8cfd6',
  'map-line': '#a7b1ba',
}

export const TOKENS: Record<Theme, Record<keyof typeof DARK, string>> = { dark: DARK, light: LIGHT }

export function applyTheme(theme: Theme): void {
  const root = document.documentElement
  for (const [name, value] of Object.entries(TOKENS[theme])) root.style.setProperty(`--${name}`, value)
  root.dataset['theme'] = theme
  root.style.colorScheme = theme
}
