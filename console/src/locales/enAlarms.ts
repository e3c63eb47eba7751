// English words of the alarm centre.
export const alarms = {
  class: 'Class', by_class: 'Filter by class',
  states: { waiting: 'Waiting', claimed: 'Claimed', verifying: 'Verifying', dispatched: 'Dispatched', forwarded: 'With the police', on_scene: 'On scene', handled: 'Handled', second_check: 'Second check', closed: 'Closed', archived: 'Archived' },
  actions: {
    claim: 'Claim', release: 'Give back', hand_over: 'Hand over', take_over: 'Take over', take_back: 'Take back', verify: 'Verify', decide_false: 'False alarm', dispatch: 'Dispatch', forward: 'To the police', arrive: 'On scene', report: 'Report', handle: 'Handled',
    close: 'Close', approve: 'Approve', return: 'Send back', note: 'Note', correct: 'Correct', open: 'Opened by hand', confirmed: 'Confirmed', escalated: 'Escalated', aged: 'Waited too long', grouped: 'Grouped', archive: 'Archive',
    summon: 'Call contacts', cancelled: 'User cancels', attend_going: 'Contact going', attend_arrived: 'Contact there', attend_nothing: 'Nothing found', attend_found: 'Found something',
    pull: 'Take from below', hand_up: 'Hand up', hand_down: 'Hand down', decline: 'Decline',
  },
  fields: {
    method: 'Verified by', outcome: 'Finding', contact: 'Person called', password_correct: 'Verbal password', note: 'Remark', reason: 'Reason', cause: 'Cause', who: 'Person or unit', instruction: 'Instruction', desk: 'Police desk', conditions: 'Conditions met', reference: 'Police reference',
    text: 'Text', result: 'Result', to_kind: 'To', to: 'Receiver', step: 'Step', group: 'Group', absorbed: 'Taken in', to_division_name: 'To', after_s: 'Nobody took it for', told_utc: 'Reported at', contacts: 'Contacts', people: 'Sent to', failed: 'Not sent to', password: 'Word given', zone: 'Zone',
  },
  verbal: { yes: 'Right', no: 'Wrong', not_asked: 'Not asked' },
  minutes: '{n} min',
  cancel_words: { correct: 'correct', wrong: 'wrong', duress: 'duress word', none: 'none agreed' },
  hand_kinds: { user: 'Operator', division: 'Desk of a division', organisation: 'Organisation' },
  qualifiers: { new: 'Alarm', restore: 'Restored', status: 'Status' },
  outcomes: { opened: 'Opened an alarm', attached: 'Attached', grouped: 'Grouped', kept: 'Kept', test: 'Test', suppressed: 'Suppressed' },
  views: { all: 'All', waiting: 'Waiting', mine: 'Mine' },
  elsewhere: 'With {name}', elsewhere_hint: 'That platform acts on it; here it can only be looked at', offered: 'Offered to {name}', queue: 'Queue of alarms', do: 'Actions', me: 'Me', another: 'Somebody', held_by_me: 'Held by me', held_by: 'Held by {name}', unknown_source: 'Unknown source', by_hand: 'Entered by hand', group: '{n} faults of one kind, {place}', zone_n: 'Zone {n}', user_n: 'User {n}',
  sounding: 'Sounding', escalated: 'Escalated', confirmed: 'Confirmed', original: 'Code as the device sent it', received_at: 'Received {at}', signals_n: '{n} signals', false_n: '{n} false alarms in 12 months', days: '{d} d {h} h', left: '{span} left', over: '{span} over',
  waiting_n: '{n} alarms waiting', hold_up_waits: '{n} hold-up waiting', go_there: 'Go there', quiet: 'No open alarms', quiet_remedy: 'New alarms are listed here and sound.', none_open: 'No alarm is open', none_open_remedy: 'Choose one from the queue, or press J for the first.',
  no_live_right: 'You may not look at live video', no_cameras: 'No cameras are linked; choose one near the place on the map.', no_place: 'The place is not known', no_contacts: 'No contacts on record', no_steps: 'Nothing was done yet', no_signals: 'No signals', no_previous: 'No earlier alarms', not_closed: 'Not closed',
  calls: 'People to call, in order', password_given: 'Word given on the phone', check_password: 'Check', password_right: 'Right', password_wrong: 'Wrong', password_duress: 'Duress word! Somebody may be forcing them.', plan: 'Response plan', signals: 'Signals', history: 'What was done', previous: 'Earlier alarms', by_rule: 'By rule', to_name: 'to {name}', step_n: 'step {n}', evidence: 'Evidence', no_evidence: 'No evidence on record', evidence_at: 'fetched at {at}', evidence_open: 'Open', evidence_states: { wanted: 'Wanted', kept: 'Kept', failed: 'Not available' }, evidence_kinds: { clip: 'Recording', picture: 'Picture', photo: 'Photo on site' }, talk_down: 'No talk-down: ',
  second_path: 'Second path', encrypted: 'Encrypted', sound_off: 'The browser does not allow sound yet: click', acknowledge: 'Acknowledge', mute: 'Mute', muted: 'Muted', mute_hint: 'A new hold-up is heard all the same', open_by_hand: 'Enter an alarm', what_is_told: 'What is told', keys: 'Keys', keys_hint: 'Not while you type. On a picture they mean the same.',
  desk_keys: { next: 'Next', previous: 'Previous', acknowledge: 'Acknowledge sound', mute: 'Mute on, off', hold_up: 'Go to the hold-up', password: 'Check the password', by_hand: 'Enter an alarm', help: 'Show keys' },
  received: 'Received', closed: 'Closed', state: 'State', subscriber: 'Subscriber', what: 'What', holder: 'Held by', result: 'Result', source: 'Source', record: 'Alarm', to_desk: 'To the desk', id: 'Id', list_empty: 'There are no alarms.', zone: 'Zone',
  unknown_what: 'Signals of sources that nobody registered. Each was taken into the queue; find out whose they are and put the device on record.', unknown_empty: 'No signals of unknown sources.', address_of: 'Source', protocol: 'Protocol', outcome: 'What became of it', alarm: 'Alarm', raw: 'As received',
  board: {
    by_class: 'By class', by_state: 'By state', by_division: 'By division', operators: 'Who holds how many', nobody: 'Nobody holds an alarm', oldest: 'Waiting longest', open: 'Open', waiting: 'Waiting', second_check: 'Second check', clocks: 'Response times', months: 'Last 12 months', this_month: 'This month', month: 'Month', count: 'Alarms', first: 'Within {s} s',
    second: 'Within {s} s', goal: 'goal {p} %', p50: 'Median', p95: '95th percentile', seconds: '{s} s', none: 'Nothing waits', no_clocks: 'Nothing was claimed yet', goal_missed: 'Missed', goal_met: 'Met',
  },
  suppress: {
    add: 'Add', what: 'Meanwhile signals are kept but open no alarm. A test lasts 24 hours at most, a suppression 30 days.', none: 'No test and no suppression', mode: 'Kind', modes: { test: 'Test', suppression: 'Suppression' }, reason: 'Reason', ends: 'Ends', starts: 'Since', by: 'Ordered by', zone: 'Zone', zone_all: 'Empty: all zones', end: 'End now',
    end_sure: 'End it for “{name}”? Signals open alarms again.', hours: 'Hours',
  },
}

export const subscribers = {
  one: 'Subscriber', add: 'Add subscriber', empty_remedy: 'Once subscribers and their panels are on record, alarms come with their contacts and cameras. A table can be imported too.', search: 'Name, pinyin, address or number',
  number: 'Number', category: 'Category', village: 'Village', company: 'Served by', contract: 'Contract', contract_from: 'From', contract_until: 'Until', verbal_password: 'Verbal password', password_set: 'Agreed', password_none: 'None', password_keep: 'Left empty, it stays', password_remove: 'Take the password away', duress_word: 'Duress word', duress_hint: 'Said under threat in place of the password; raises a hold-up at once', duress_remove: 'Take the duress word away', confirmation_s: 'Confirmation time (s)', confirmation_hint: 'Left empty, the platform’s own',
  plan: 'Response plan', plan_hint: 'One step a line, at most 30', note: 'Remark', address: 'Address', import_heading: 'Import subscribers', dates: 'The last day must not be before the first', number_rule: 'Letters, digits and hyphens only',
  delete_heading: 'Delete subscriber “{name}”?', delete_lost: 'Its contacts, zones, times and panels are deleted for good; alarms and signals stay. What its panels send then comes from an unknown source.', open_alarms: 'All alarms', changed: 'Somebody has changed this record; look at it again before you save.',
  history: 'History of changes', no_history: 'No changes yet', add_row: 'Add a row', remove_row: 'Remove this row', move_up: 'Move up', no_rows: 'None on record', rows_n: '{n} rows', row_fault: 'Row {n}, {field}: {text}',
  parts: { contacts: 'Contacts', partitions: 'Partitions', zones: 'Zones', schedules: 'Opening and closing', cameras: 'Cameras', accounts: 'Devices that report', buttons: 'Emergency-button phones' },
  fields: { name: 'Name', person: 'Name', phone: 'Telephone', role: 'Role', holds_key: 'Has a key', note: 'Remark', number: 'Number', partition: 'Partition', principle: 'Principle', bypassed: 'Bypassed', weekdays: 'Days', open_from: 'Open from', open_until: 'Open until', close_from: 'Close from', close_until: 'Close until', channel: 'Code of the camera', zone: 'Zone' },
  hints: { contacts: 'Called from top to bottom.', schedules: 'Opening or closing outside these times, or not closing in time, opens an alarm. Times as HH:MM; 25:30 is the next day.', cameras: 'Shown in this order when an alarm opens.', zones: 'Two zones of different principle, one after the other, confirm an intrusion.', partitions: 'As the panel numbers them.' },
  days: { 1: 'Mo', 2: 'Tu', 3: 'We', 4: 'Th', 5: 'Fr', 6: 'Sa', 7: 'Su' }, time_rule: 'Times are HH:MM', proposals: 'Cameras nearby', proposals_none: 'No camera within 200 m', proposals_no_place: 'Enter longitude and latitude to see cameras nearby', faces: 'Looks this way', faces_not: 'Looks elsewhere', faces_unknown: 'Direction unknown', metres: '{n} m', link: 'Link', linked: 'Linked',
  button: {
    add: 'Enrol a phone', label: 'Carried by', none: 'No phone is enrolled', invited: 'Invited', until: 'Code holds until {at}', expired: 'The code has expired', enrolled: 'Enrolled', seen: 'Last seen {at}', again: 'New code', again_sure: 'A new code for “{label}”? What the phone has now is void at once.', remove_sure: 'Take the phone of “{label}” off? It can raise no alarm from now on.', show: 'Scan with the phone, or send this link. It holds for 24 hours and for one phone, and is not shown again.', copy: 'Copy link', copied: 'Copied', done: 'Done', qr: 'QR code to enrol',
  },
  device: {
    what: 'This device signs each message. Its key is made here and shown once, when it is on record.', key_hint: 'Leave empty to have one made', no_right: 'A device that signs its messages can be added with the right to subscribers’ secrets only.', signed: 'messages signed', renew: 'New key', renew_sure: 'Make device {account} a new key? The old one ends at once.',
    heading: 'Key of device {account}', once: 'The key is shown this once: enter it in the device or keep it safe. One that is lost can be replaced.', address: 'Address', broker: 'MQTT broker', topic: 'Publishes to', answers: 'Is answered on', try_http: 'Send a test message (no alarm) from any machine with curl and openssl:', try_mqtt: 'Send a test message (no alarm) from any machine with mosquitto_pub and openssl:', kept: 'I have kept it',
  },
  account: {
    add: 'Add device', protocol: 'Protocol', account: 'Account', receiver: 'Receiver', line: 'Line', model: 'Model', key: 'Key', key_hint: '32, 48 or 64 hexadecimal digits; never shown again', key_set: 'Set', key_none: 'None', key_required: 'Must be encrypted', supervision: 'Supervision', poll_s: 'Poll interval (s)', standard: 'As the platform is set', unchanged: 'Unchanged', window: 'Clock tolerance', behind: 'Clock behind at most (s)', ahead: 'Clock ahead at most (s)', enabled: 'Enabled',
    key_change: 'Change key', key_remove: 'Remove key', key_rule: '32, 48 or 64 hexadecimal digits', remove_sure: 'Delete panel {account}? Its signals then come from an unknown source.', remove_key_sure: 'Remove the key of panel {account}? Its encrypted signals can then not be read.', none: 'No panels, buttons or readers on record', no_class: 'Not supervised', every: 'Polls every {s} s', links: { up: 'Link up', lost: 'Link lost' }, paths: { 1: 'Primary', 2: 'Alternative' }, since: 'Since', heard: 'Last heard {at}', not_heard: 'No record of the link yet', longest: '{class} ({s} s)',
  },
}
