import type { Messages } from '.'

// English, as an engineer would write it; one glossary for both languages (docs/glossary.md).
const en: Messages = {
  product: { name: 'Anlan', what: 'Public-safety technical protection, shared' },
  places: { overview: 'Overview', map: 'Map', video: 'Video', devices: 'Devices', platforms: 'Platforms', attempts: 'Traces', system: 'System' },
  levels: { city: 'city', county: 'county', township: 'township', other: 'this level' },
  roles: { upper: 'Upper', lower: 'Lower', peer: 'Peer' },
  kinds: {
    division: 'Division', platform: 'Platform', system: 'System', business_group: 'Group', virtual_organisation: 'Organisation',
    device: 'Device', channel: 'Channel', organisation: 'Organisation', point: 'Point',
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
    push_on: 'State is pushed live', push_off: 'Live push interrupted, reconnecting', link_lost: 'The live connection to the platform is interrupted; what you see may be old. Reconnecting…',
    retry_now: 'Reconnect now', user: 'User {name}', sign_out: 'Sign out', no_right: 'You have no right to enter this page',
    no_right_remedy: 'If your work needs it, ask your platform administrator.', lost: 'There is no such page', lost_remedy: 'The address may be wrong, or the record was deleted.', to_start: 'To the start page',
  },
  state: {
    words: {
      online: 'Online', registered: 'Registered', connected: 'Connected', playing: 'Playing', receiving: 'Receiving', active: 'In use', enabled: 'Enabled', degraded: 'Degraded',
      connecting: 'Connecting', registering: 'Registering', incomplete: 'Incomplete', stale: 'Stale', starting: 'Starting', running: 'Under way', closing: 'Closing', waiting: 'Waiting',
      offline: 'Offline', fault: 'Fault', failed: 'Failed', refused: 'Refused', lost: 'Lost', silent: 'Silent', unreachable: 'Unreachable', locked: 'Locked',
      unknown: 'Unknown', never: 'Never seen', idle: 'Idle', new: 'New', suspended: 'Suspended', retired: 'Retired', disabled: 'Disabled', unregistered: 'Unregistered', ended: 'Ended',
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
      codec: 'Codec', size: 'Size', bitrate: 'Bitrate', frame_rate: 'Frame rate', loss: 'Loss', packets: '{n} packets', delay: 'Behind live', first_frame: 'First picture after', skipped: 'Skips', viewers: 'Viewers',
    },
    problems: {
      unreachable: 'The platform cannot be reached.', unreachable_remedy: 'Check the network; the picture returns by itself.',
      media_unreachable: 'The media port cannot be reached.', media_unreachable_remedy: 'Ask the administrator whether the media port (media.viewer_port) is open to this computer.',
      media_lost: 'The connection to the media service was lost.', media_lost_remedy: 'It is made anew by itself.',
      media_refused: 'The viewing token was not accepted.', media_refused_remedy: 'A token serves once, within 30 seconds; a new one is fetched by itself.',
      stream_ended: 'The stream has ended: the device or lower platform stopped sending.', stream_ended_remedy: 'It is called again by itself; if no picture comes, see the trace.',
      decoder: 'The browser could not decode the picture.', decoder_remedy: 'It is played anew by itself; if that repeats, see the stream facts in the trace.',
      no_h265: 'This camera sends H.265, which this browser cannot decode.', no_h265_remedy: 'Use a browser with H.265 hardware decoding (a recent Edge or Chrome with a graphics card that supports it), or set the camera to H.264.',
      not_supported: 'This browser cannot play this format.', not_supported_remedy: 'Use a recent browser, or set the device to H.264.',
      fault: 'The page failed; no picture was opened.', fault_remedy: 'Try again; if it stays so, reload the page.',
    },
  },
  tree: { label: 'Resource tree', failed: 'Could not be read; click to try again', empty: 'Nothing below' },
  table: {
    loading: 'Reading…', failed: 'Could not be read', again: 'Read again', columns: 'Columns', filter: 'Filter', all: 'All', export: 'Export', export_as: 'Export as {format}',
    total: '{n} rows', none: 'No records', none_filtered: 'Nothing matches the filter', clear: 'Clear filter', sort_by: 'Sort by {name}', copy: 'Copy', copied: 'Copied', refresh: 'Refresh',
  },
  form: { save: 'Save', cancel: 'Cancel', delete: 'Delete', edit: 'Edit', required: 'Required', saved: 'Saved', done: 'Done', draft: 'Restored what you had typed before', discard: 'Discard', close: 'Close', add: 'Add', yes: 'Yes', no: 'No' },
}

export default en
