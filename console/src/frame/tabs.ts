type Tab = { name: string; path: string; anyOf: string[] }

/** The one tab row below a place; no menu goes deeper. */
export const TABS = {
  alarms: [
    { name: 'desk', path: '/alarms/desk', anyOf: ['alarms.read'] },
    { name: 'alarm_list', path: '/alarms/list', anyOf: ['alarms.read'] },
    { name: 'board', path: '/alarms/board', anyOf: ['alarms.read'] },
    { name: 'unknown_sources', path: '/alarms/unknown', anyOf: ['alarms.read'] },
    { name: 'suppressions', path: '/alarms/suppressions', anyOf: ['alarms.read'] },
    { name: 'subscribers', path: '/alarms/subscribers', anyOf: ['subscribers.read'] },
  ],
  incidents: [
    { name: 'incident_list', path: '/incidents', anyOf: ['incidents.read'] },
    { name: 'incident_plans', path: '/incidents/plans', anyOf: ['incidents.handle', 'incidents.command'] },
    { name: 'incident_units', path: '/incidents/units', anyOf: ['incidents.handle', 'incidents.command'] },
  ],
  duty: [
    { name: 'duty_room', path: '/duty/room', anyOf: ['duty.read'] },
    { name: 'rosters', path: '/duty/rosters', anyOf: ['duty.read'] },
    { name: 'handovers', path: '/duty/handovers', anyOf: ['duty.read'] },
    { name: 'patrols', path: '/duty/patrols', anyOf: ['duty.read'] },
    { name: 'notices', path: '/duty/notices', anyOf: ['duty.read'] },
    { name: 'training', path: '/duty/training', anyOf: ['duty.read'] },
    { name: 'duty_people', path: '/duty/people', anyOf: ['duty.read'] },
    { name: 'duty_figures', path: '/duty/figures', anyOf: ['duty.read'] },
    { name: 'duty_rooms', path: '/duty/rooms', anyOf: ['duty.manage'] },
  ],
  devices: [
    { name: 'channels', path: '/devices/channels', anyOf: ['directory.read'] },
    { name: 'devices', path: '/devices/list', anyOf: ['directory.read'] },
    { name: 'rules', path: '/devices/rules', anyOf: ['platforms.write'] },
    { name: 'refusals', path: '/devices/refusals', anyOf: ['directory.read'] },
  ],
  attempts: [
    { name: 'attempts', path: '/attempts', anyOf: ['live.traces'] },
    { name: 'streams', path: '/attempts/streams', anyOf: ['live.traces', 'live.view'] },
  ],
  system: [
    { name: 'users', path: '/system/users', anyOf: ['users.manage'] },
    { name: 'roles', path: '/system/roles', anyOf: ['users.manage'] },
    { name: 'organisations', path: '/system/organisations', anyOf: ['users.manage'] },
    { name: 'tokens', path: '/system/tokens', anyOf: ['users.manage'] },
    { name: 'receivers', path: '/system/receivers', anyOf: ['system.read'] },
    { name: 'webhooks', path: '/system/webhooks', anyOf: ['webhooks.manage'] },
    { name: 'audit', path: '/system/audit', anyOf: ['audit.read'] },
  ],
} satisfies Record<string, Tab[]>
