import type { Messages } from '.'
import { alarms, subscribers } from './enAlarms'
import { incidents } from './enIncidents'
import { duty } from './enDuty'
import { webhooks } from './enWebhooks'
import { routine } from './enRoutine'

// English, as an engineer would write it; one glossary for both languages (docs/glossary.md).
const en: Messages = {
  alarms,
  incidents,
  company: {
    heading: 'Company', month: 'Month', export: 'Export the month', subscribers: 'Subscribers', links_down: 'Links down', no_links_down: 'Every supervised link is up', handed: 'Changing hands', no_handed: 'Nothing is changing hands', outside: 'Somebody is out', no_outside: 'Nobody is out',
  },
  subscribers,
  duty,
  webhooks,
  routine,
  product: { name: 'Anlan', what: 'Public-safety technical protection, shared' },
  places: { overview: 'Overview', map: 'Map', video: 'Video', alarms: 'Alarms', incidents: 'Incidents', duty: 'Duty', devices: 'Devices', platforms: 'Platforms', attempts: 'Traces', system: 'System', company: 'Company' },
  levels: { city: 'city', county: 'county', township: 'township', other: 'this level' },
  roles: { upper: 'Upper', lower: 'Lower', peer: 'Peer' },
  kinds: {
    division: 'Division', platform: 'Platform', system: 'System', business_group: 'Group', virtual_organisation: 'Organisation',
    device: 'Device', channel: 'Channel', organisation: 'Organisation', alarm_input: 'Alarm input', alarm_output: 'Alarm output', audio_input: 'Audio input', audio_output: 'Audio output',
  },
  login: {
    heading: 'Sign in', name: 'User name', password: 'Password', enter: 'Sign in',
    notice: 'Viewing, exports and changes on this platform are written to the audit log.',
  },
  password: {
    heading: 'Change password', forced: 'First sign-in: change your password', why: 'This password was set by the system or an administrator. Change it to go on.',
    old: 'Current password', new: 'New password', again: 'New password again', rule: 'At least 12 characters; not the user name, not the old password', differ: 'The two entries differ', save: 'Save',
  },
  frame: {
    skip: 'Skip to content', places: 'Places', language: '切换为中文', theme: 'Switch dark and light', division: 'Current division', narrow: 'Choose a division below',
    nothing_below: 'No divisions below', search: 'Name, code or pinyin', no_hit: 'Nothing matches “{text}”', hit_open: 'open record', hit_play: 'play',
    links: 'Links to upper and lower platforms', links_say: 'Upper platforms online {upper}, lower platforms online {lower}', no_links: 'No platforms linked',
    push_on: 'State is pushed live', push_off: 'Live push interrupted, reconnecting', push_crowded: 'Too many windows: no live push in this one', link_lost: 'The live connection to the platform is interrupted; what you see may be old. Reconnecting…',
    retry_now: 'Reconnect now', user: 'User {name}', sign_out: 'Sign out', no_right: 'You have no right to enter this page',
    no_right_remedy: 'If your work needs it, ask your platform administrator.', lost: 'There is no such page', lost_remedy: 'The address may be wrong, or the record was deleted.', to_start: 'To the start page',
  },
  state: {
    words: {
      online: 'Online', registered: 'Registered', connected: 'Connected', playing: 'Playing', receiving: 'Receiving', active: 'In use', enabled: 'Enabled', degraded: 'Degraded',
      connecting: 'Connecting', registering: 'Registering', incomplete: 'Incomplete', stale: 'Stale', starting: 'Starting', running: 'Under way', closing: 'Closing', waiting: 'Waiting',
      offline: 'Offline', fault: 'Fault', failed: 'Failed', refused: 'Refused', lost: 'Lost', silent: 'Silent', unreachable: 'Unreachable', locked: 'Locked',
      unknown: 'Unknown', never: 'Never seen', vlost: 'Video lost', idle: 'Idle', new: 'New', suspended: 'Suspended', retired: 'Retired', disabled: 'Disabled', unregistered: 'Unregistered', ended: 'Ended',
      planned: 'Planned', building: 'Being built', accepted: 'Accepted',
    },
  },
  purpose: {
    heading: 'Purpose of viewing', why: 'Live video is shown for a stated purpose, which is written to the audit log. Your choice holds for this shift (8 hours).', confirm: 'Confirm', label: 'Purpose',
    none: 'not chosen', change: 'Purpose: {purpose}', needed: 'No purpose chosen, so nothing is played.', choose: 'Choose a purpose',
  },
  video: {
    tree: 'Resources', side: 'Show or hide the side panel', layout: 'Layout', pictures: '{n} pictures', wall: 'Video wall', empty_cell: 'Cell {n}, free',
    how: 'Double-click a channel in the tree to play it, or drag it to any cell.', count: '{n} of {all} in use', clear: 'Close all pictures', full_screen: 'Wall in full screen',
  },
  player: {
    way: { signalled: 'Calling', answered: 'Answered', first_packet: 'Packet', first_key_frame: 'Key frame', first_frame: 'Picture' },
    waiting: 'Picture interrupted, waiting for data', retry: 'Try again', retrying: 'Reconnecting by itself…', trace: 'See the trace', facts: 'Stream facts', snapshot: 'Snapshot', mute: 'Mute', unmute: 'Sound on',
    full_screen: 'Full screen', close: 'Close picture',
    fact: {
      codec: 'Codec', size: 'Size', bitrate: 'Bitrate', frame_rate: 'Frame rate', gop: 'Key frames every', loss: 'Loss lately', jitter: 'Jitter', delay: 'Behind live', first_frame: 'First picture after', skipped: 'Frames skipped', skipped_loss: '{n} (loss)', skipped_slow: '{n} (slow here)', viewers: 'Viewers',
    },
    problems: {
      unreachable: 'The platform cannot be reached.', unreachable_remedy: 'Check the network; the picture returns by itself.',
      media_unreachable: 'The media port cannot be reached.', media_unreachable_remedy: 'Ask the administrator whether the media port (media.viewer_port) is open to this computer.',
      media_lost: 'The connection to the media service was lost.', media_lost_remedy: 'It is made anew by itself.',
      media_refused: 'The viewing token was not accepted.', media_refused_remedy: 'A token serves once, within 30 seconds; a new one is fetched by itself.',
      stream_ended: 'The stream has ended: the device or lower platform stopped sending.', stream_ended_remedy: 'It is called again by itself; if no picture comes, see the trace.',
      no_picture: 'No picture came in time.', no_picture_remedy: 'It is called again by itself; if that repeats, see the trace.',
      decoder: 'The browser could not decode the picture.', decoder_remedy: 'It is played anew by itself; if that repeats, see the stream facts in the trace.',
      no_h265: 'This camera sends H.265, which this browser cannot decode.', no_h265_remedy: 'Use a browser with H.265 hardware decoding (a recent Edge or Chrome with a graphics card that supports it), or set the camera to H.264.',
      not_supported: 'This browser cannot play this format.', not_supported_remedy: 'Use a recent browser, or set the device to H.264.',
      fault: 'The page failed; no picture was opened.', fault_remedy: 'Try again; if it stays so, reload the page.',
    },
  },
  tree: { label: 'Resource tree', failed: 'Could not be read; click to try again', empty: 'Nothing below', with_empty: 'Show divisions without points' },
  table: {
    loading: 'Reading…', failed: 'Could not be read', again: 'Read again', columns: 'Columns', filter: 'Filter', all: 'All', export: 'Export', export_as: 'Export as {format}',
    total: '{n} in all', none: 'No records', none_filtered: 'Nothing matches the filter', clear: 'Clear filter', sort_by: 'Sort by {name}', copy: 'Copy', copied: 'Copied', refresh: 'Refresh',
  },
  form: { save: 'Save', cancel: 'Cancel', delete: 'Delete', edit: 'Edit', required: 'Required', saved: 'Saved', done: 'Done', draft: 'Restored what you had typed before', discard: 'Discard', close: 'Close', add: 'Add', yes: 'Yes', no: 'No' },
  tabs: {
    patrols: 'Patrols', notices: 'Notices', training: 'Training',
    incident_list: 'Incidents', incident_plans: 'Plans', incident_units: 'Units',
    duty_room: 'On duty', rosters: 'Rosters', handovers: 'Handovers', duty_people: 'People', duty_figures: 'Figures', duty_rooms: 'Rooms',
    desk: 'Desk', alarm_list: 'All alarms', board: 'Board', unknown_sources: 'Unknown sources', suppressions: 'Tests, suppressions', subscribers: 'Subscribers',
    channels: 'Channels', devices: 'Devices', rules: 'Registration rules', refusals: 'Refused', attempts: 'Attempts to play', streams: 'Running streams', users: 'Users', roles: 'Roles',
    organisations: 'Organisations', tokens: 'API tokens', receivers: 'Receivers', webhooks: 'Webhooks', audit: 'Audit log',
  },
  overview: {
    figures: 'Key figures', channels_online: 'Channels online', channels_offline: 'Channels not online', devices_online: 'Devices online', lower: 'Lower platforms online', upper: 'Upper platforms online', streams: 'Running streams',
    streams_more: '{viewers} watched, {forwards} forwarded', by_division: 'Online by division', table: 'Table', chart: 'Chart', division: 'Division', channels: 'Channels', online: 'Online', not_online: 'Not online', share: 'Online rate',
    links: 'Platform links', no_divisions: 'No divisions yet', no_divisions_remedy: 'Divisions are loaded when the platform is set up, or come with lower platforms’ catalogs.', no_links_remedy: 'Add lower platforms to gather their catalogs and video here; add upper platforms to share upward.',
  },
  map: {
    legend: 'Legend', cluster: '{n} points, {online} online', play: 'Play', to_wall: 'To the wall', record: 'Open record', no_webgl: 'This browser has no WebGL, so the map cannot be drawn', no_webgl_remedy: 'Switch hardware acceleration on, or use another browser. The resource tree works all the same.',
    no_base: 'No base map yet', no_base_remedy: 'Ask the administrator to load boundaries and roads, or to set a tile service (map.tile_url).',
  },
  facts: {
    groups: { place: 'Place and owner', equipment: 'Equipment', joining: 'How it is joined' },
    status: 'State', name: 'Name', code: 'Code', division: 'Division code', division_name: 'Division', site_category: 'Site category', life_cycle: 'Life cycle', organisation: 'Organisation', owner: 'Owner', owner_organisation: 'Owner organisation', address: 'Address',
    longitude: 'Longitude', latitude: 'Latitude', manufacturer: 'Maker', model: 'Model', firmware: 'Firmware', peer: 'Code of its source', platform: 'From platform', device: 'From device', peer_name: 'From', wire_code: 'Code there', parent_id: 'Parent', business_group_id: 'Business group', civil_code: 'Civil code',
    management_unit: 'Managed by', contact_info: 'Contact', industrial_classification: 'Industry', grassroots_code: 'Grass-roots code', block: 'Police block', install_time: 'Installed', ptz_type: 'Camera type', position_type: 'Position type', room_type: 'Indoor or outdoor',
    direction_type: 'Direction', photoelectric_imaging_type: 'Imaging type', horizontal_field_angle: 'Horizontal angle', vertical_field_angle: 'Vertical angle', max_view_distance: 'View distance', supply_light_type: 'Supply light', resolution: 'Resolutions',
    encode_type: 'Encoding', stream_number_list: 'Streams', mac: 'MAC address', ip_address: 'IP address', port: 'Port', register_way: 'Registers by', secrecy: 'Secrecy', security_level_code: 'Security level', record_save_days: 'Days recorded',
    added_utc: 'On record since', changed_utc: 'Changed', created_utc: 'Entered', host: 'Address', state_since_utc: 'State since', channels: 'Channels', violations: 'Violations', edition: 'Edition', transport: 'Signalling', media_transport: 'Media transport',
    charset: 'Charset', expires_utc: 'Registered until', register_expires_s: 'Registration (s)', keepalive: 'Keepalive', keepalive_interval_s: 'Keepalive interval (s)', keepalive_misses: 'Keepalives missed at most', check_ssrc: 'Check the SSRC (no swapped pictures)', any_source: 'Take media from any address (device behind NAT)',
    password: 'Password', enabled: 'Enabled',
  },
  coded: {
    ptz_type: { 1: 'Dome with PTZ', 2: 'Half dome', 3: 'Fixed box', 4: 'Box with PTZ', 5: 'Half dome with PTZ', 6: 'Stitched channel of several lenses', 7: 'Single channel of several lenses' },
    position_type: { 1: 'Checkpoint between provinces', 2: 'Government', 3: 'Station or port', 4: 'Central square', 5: 'Sports venue', 6: 'Commercial centre', 7: 'Religious venue', 8: 'Around a school', 9: 'Area of complex public order', 10: 'Main road' },
    room_type: { 1: 'Outdoors', 2: 'Indoors' },
    supply_light_type: { 1: 'None', 2: 'Infrared', 3: 'White light', 4: 'Laser', 9: 'Other' },
    direction_type: { 1: 'East', 2: 'West', 3: 'South', 4: 'North', 5: 'South-east', 6: 'North-east', 7: 'South-west', 8: 'North-west' },
    photoelectric_imaging_type: { 1: 'Visible light', 2: 'Thermal', 3: 'Radar', 4: 'X-ray', 5: 'Depth of light field', 9: 'Other' },
    register_way: { 1: 'Standard (RFC 3261)', 2: 'Mutual by password', 3: 'Mutual by certificate', 4: 'One-way by certificate' },
    secrecy: { 0: 'Not secret', 1: 'Secret' },
  },
  categories: { public_area: 'Public area', key_unit: 'Key protection unit', institution: 'Institution or enterprise', community: 'Residential community', shop: 'Shop', household: 'Household', checkpoint: 'Checkpoint' },
  life: { planned: 'Planned', building: 'Being built', accepted: 'Accepted', active: 'In use', suspended: 'Suspended', retired: 'Retired' },
  media: { udp: 'UDP', tcp_passive: 'TCP passive', tcp_active: 'TCP active' },
  types: { 111: 'DVR', 118: 'Network recorder', 131: 'Camera', 132: 'Network camera', 134: 'Alarm input' },
  record: {
    facts: 'Facts', since: 'since', time: 'Time', history: 'History of changes', transitions: 'Changes of state', no_transitions: 'No changes of state yet', checks: 'Conformity with the standard', no_checks: 'Nothing found that breaks the standard', attempts: 'Latest attempts to play', no_attempts: 'Nobody has tried to play it yet', by_itself: 'the peer itself',
  },
  diagnosis: { heading: 'Diagnosis: joining and playing', again: 'Diagnose again', more: '{n} hints more', less: 'Hide hints', severity: { problem: 'Problem', warning: 'Warning', hint: 'Hint', fine: 'Fine' } },
  changes: { created: 'Entered', edited: 'Changed', imported: 'Imported', catalog: 'From the catalog', notified: 'By catalog notification', life_cycle: 'Life cycle changed', unlisted: 'No longer in the peer’s catalog', relisted: 'Listed by the peer again' },
  channels: { empty_remedy: 'Channels come with the catalogs of devices and lower platforms; a table can be imported too.', both_coordinates: 'Longitude and latitude go together' },
  exchange: {
    import: 'Import', heading: 'Import channel records', how: 'xlsx or csv. It is checked first and imported only if every row is right; otherwise no row is.', template: 'Download template', choose: 'Choose a file, or drop it here', checking: 'Checking…', too_large: 'The file is larger than 20 MB; import it in parts.',
    report: 'Rows {rows}: {created} new, {updated} changed, {unchanged} as they are.', errors: '{n} faults; mend them and choose the file again.', row: 'Row', column: 'Column', value: 'Entered', reason: 'Reason', start: 'Import', done: 'Imported: {created} new, {updated} changed.',
  },
  devices: {
    join: 'Join a device', empty_remedy: 'Enter a device, type this platform’s values into it, and it shows as online once it has registered.', code_rule: 'Must be 20 digits', code_proposed: 'The next free code', code_parts: 'What the code says', type: 'Device type',
    password_hint: 'The same as in the device; may be empty where a registration rule applies', password_keep: 'Leave empty to keep it', media_hint: 'TCP for devices behind NAT', more: 'More settings', less: 'Fewer settings', keepalive: 'every {s} s; offline after {n} missed',
    ask_catalog: 'Ask for the catalog', catalog_asked: 'The catalog was asked for; this page follows when it comes', delete_heading: 'Delete device “{name}”?', delete_lost: 'The records and history of its {n} channels go with it and cannot be brought back. To join again it must be entered anew.',
    typed_heading: 'In the device (Network → Platform access → GB28181)',
    typed: { 1: 'SIP user name, device ID, authentication ID: the code on the left', 2: 'Password: the same as on the left', 3: 'Registration period of 3600 s or more', 4: 'Keepalive every 60 s, 3 missed at most', 5: 'Channel codes: one for each, never the same twice' },
    own: { heading: 'Values of this platform', how: 'Type them into the device or the other platform; point at a value to copy it.', server_id: 'SIP server ID', domain: 'SIP server domain', realm: 'Realm', host: 'Address', port: 'Port', transport: 'Transport' },
  },
  rules: {
    add: 'Add rule', what: 'Devices that fit a rule need not be entered one by one; the first registration puts them on record.', none: 'No registration rules yet', none_remedy: 'Without rules, only devices entered one by one can register.', prefix: 'Code prefix', prefix_hint: 'Codes that begin so, such as 99010101', prefix_rule: 'Must be 2 to 20 digits',
    types: 'Device types', types_hint: 'None chosen: all', password_rule: 'At least 8 characters', password_hint: 'Shared by all devices that fit', division_hint: 'Empty: from the code', admitted: 'Joined / most', most: 'Devices at most', delete_heading: 'Delete rule “{name}”?', delete_lost: 'It has admitted {n} devices; no new ones will be admitted.',
  },
  refusals: { from: 'From', reason: 'Reason', search: 'Code or address', what: 'Registrations refused lately', none_remedy: 'No registration was refused lately.' },
  catalog: { heading: 'Catalog', complete: 'Complete', incomplete: 'Incomplete', waiting: 'Being received', receiving: 'Being received', none: 'Not yet taken', at: 'taken' },
  feeds: {
    heading: 'Alarm feed', none_upper: 'Not joined with this platform yet. With its address and the key it made, alarms and every step reach it at once.', none_lower: 'This platform has not joined yet. Make a key and give it to its administrator.', url: 'Address of the platform above', key: 'Key', key_keep: 'Empty keeps it',
    authority: 'Authority', authority_hint: 'PEM; empty for the system’s own', exchanged: 'Last exchanged', waiting_here: 'Waiting here', waiting_there: 'Waiting there', waiting_n: '{n} waiting', oldest: 'oldest {at}', notices: 'GB/T 28181 notices', notices_off: 'Replaced by the feed', notices_on: 'Sent as well',
    resynchronising: 'Being brought up to date from the records.', overflowed: 'Too many alarms waited at {at}; brought up to date from the records.', key_once: 'Copy it now, it is shown only once:', join: 'Join', make_key: 'Make a key', key_anew: 'Make a new key', turn_off: 'Turn off', turn_on: 'Turn on',
  },
  platforms: {
    role: 'Relation', add_upper: 'Add upper platform', add_lower: 'Add lower platform', level: 'Level', levels: { city: 'City', county: 'County', township: 'Township', other: 'Other' }, port: 'Port', username: 'User name', username_hint: 'This platform’s code by default', domain: 'SIP domain', domain_hint: 'The first ten digits of its code by default',
    code_rule: 'Must be 20 digits with 200 as digits 11 to 13', code_hint: 'Type 200, such as 99010100002000000001', password_upper: 'The password the upper has entered for this platform', password_lower: 'The password the lower registers with', transport_hint: 'TCP for large catalogs',
    tell_upper: 'Tell these values and the password to the upper platform, which enters this platform as its lower.', tell_lower: 'Tell these values and the password to the lower platform, which enters this platform as its upper.',
    delete_heading: 'Delete platform “{name}”?', delete_lost: 'The records and history of the {n} channels it reported go with it and cannot be brought back.', delete_upper_lost: 'This platform unregisters there and what was shared with it is forgotten; the channels here stay.',
  },
  shares: { heading: 'Shared with it', none: 'Nothing is shared. The upper platform sees only the divisions, groups or channels chosen here.', below: 'and below', kinds: { division: 'Division', group: 'Group', channel: 'Channel' } },
  attempts: {
    one: 'Attempt', outcome: 'Outcome', requester: 'Asked by', first_frame: 'First picture', failure: 'Cause', channel_code: 'Channel code', started: 'Started', id: 'Trace', timeline: 'Steps', cascade: 'Upper platform',
    steps: { requested: 'Asked for', authorized: 'Authorised', signalled: 'Called', trying: 'Being handled', answered: 'Answered', first_packet: 'First packet', first_key_frame: 'First key frame', first_viewer_byte: 'Sent to the browser', first_frame: 'Picture in the browser', failed: 'Failed', ended: 'Ended' },
  },
  streams: { sum: '{n} streams, {rate} in all', none: 'No stream runs now', none_remedy: 'Streams show here while somebody watches or an upper platform calls.', lost: 'Packets lost', jitter: 'Jitter', gop: 'Key frames', forwards: 'Forwards' },
  users: {
    add: 'Add user', search: 'User name or name', display_name: 'Name', roles: 'Roles and where', role: 'Role', add_role: 'Add role', everywhere: 'All divisions', last_sign_in: 'Last sign-in', must_change: 'Must change password', first_password: 'First password', first_password_hint: 'At least 12 characters; to be changed at the first sign-in',
    name_rule: 'At least 2 characters', roles_rule: 'Choose a role; a division has 2, 4, 6 or 8 digits', set_password: 'Set password', disable: 'Disable', enable: 'Enable', disable_sure: 'The user’s sessions and tokens end at once.', enable_sure: 'Enable the user and lift a lock.',
  },
  roles_page: { add: 'Add role', built_in: 'built in', zh: 'Name in Chinese', en: 'Name in English' },
  organisations: { add: 'Add organisation', parent: 'Belongs to', what: 'Users act for their organisation; it stands in the watermark and the audit log.', division_rule: 'A division has 2, 4, 6 or 8 digits' },
  receivers: {
    dc09: 'Alarm panels (SIA DC-09)', dc09_what: 'Signals of SIA DC-09 panels are received.', dc09_off: 'Not in use; switch it on in section [dc09] of the configuration.', http: 'Signed messages (HTTP)', http_what: 'One-key buttons, RFID readers and other devices send signed JSON messages; they are always taken.', mqtt: 'Signed messages (MQTT)', mqtt_off: 'Not in use; switch it on in section [mqtt] of the configuration.',
    broker: 'Broker', connected: 'Connected', lost: 'Not connected', connected_since: 'Connected since', lost_since: 'Away since', fault: 'Reason', heard: 'Last message', nothing_yet: 'None since the start', received: 'Messages since the start', pending: 'Not yet acknowledged',
  },
  tokens: {
    add: 'Add token', what: 'For other systems that call the API. A token has no more rights than you; every call is audited.', none: 'No tokens yet', permissions: 'Permissions', expires: 'Expires', used: 'Last used', revoke: 'Revoke', revoke_sure: 'Revoke “{name}”? The system that uses it is shut out at once.',
    once: 'The token is shown this once; copy it now.', name_hint: 'Who uses it, such as “Emergency command system”', days: 'Valid for (days)',
  },
  audit: {
    verify: 'Verify the log', whole: 'The log is whole: {lines} lines, {anchors} anchors compared, nothing changed.', broken: '{n} findings: the log may have been changed.', from: 'From', to: 'Until', sequence: 'No.', actor: 'Actor', action: 'Action', action_code: 'Action code', resource: 'Object', resource_code: 'Object code', outcome: 'Outcome', from_host: 'Address', line: 'Audit line',
    outcomes: { allowed: 'Allowed', refused: 'Refused', done: 'Done' },
    actions: {
      live_view: 'Watch video', session_sign_in: 'Sign in', session_sign_out: 'Sign out', session_use: 'Call the API', directory_read: 'Read the directory', directory_write: 'Change the directory', platforms_write: 'Change platforms',
      user_create: 'Make user', user_change: 'Change user', user_set_password: 'Set password', user_change_password: 'Change password', role_create: 'Make role', role_change: 'Change role', organisation_create: 'Make organisation', organisation_change: 'Change organisation',
      token_create: 'Make token', token_revoke: 'Revoke token', webhook_create: 'Make webhook', webhook_change: 'Change webhook', webhook_delete: 'Delete webhook', webhook_on: 'Switch webhook on', webhook_off: 'Switch webhook off', webhook_secret: 'New webhook secret', webhook_replay: 'Send events again', webhook_discard: 'Drop undelivered',
      webhooks_manage: 'Keep webhooks', users_manage: 'Manage users', audit_read: 'Read the audit log', system_read: 'See the system', live_traces: 'See traces',
    },
  },
}

export default en
