import type zh from './zhPhone'

const en: typeof zh = {
  phone: {
    language: '中文', call_110: 'Call 110', offline: 'No network; it will be sent when it is back', stuck: 'Not through yet; trying again', again: 'Try again', back: 'Back', close: 'Close', loading: 'Loading', sending: 'Sending',
    place: { ask: 'Send where this phone is with an alarm?', why: 'It goes with your alarm only, so that help finds you; at other times nothing is collected.', yes: 'Send the place', no: 'Do not send', on: 'The place goes with an alarm', off: 'The place is not sent', cannot: 'Not an HTTPS connection: the place cannot be had; help goes to the registered address.' },
  },
  button: {
    heading: 'Emergency button', for: '{name}', enrol: 'Enrol this phone', enrol_what: 'This phone can then raise alarms with the centre. The link works once.', enrolling: 'Enrolling', not_enrolled: 'This phone is not enrolled', not_enrolled_way: 'Open this page by the QR code or link that the alarm centre gave you.',
    hold: 'Hold for 2 seconds', holding: 'Keep holding…', calls: { hold_up: 'Help', medical: 'Medical', fire: 'Fire', suspicious: 'Suspicious' }, calls_what: { hold_up: 'Threat, robbery', medical: 'Injury, sudden illness', fire: 'Fire, gas leak', suspicious: 'Strangers, something odd' },
    sent: 'Sending', not_sent: 'Not yet with the alarm centre', not_sent_way: 'It is tried again and again. In an emergency call 110 now.', kept: 'Received; your premises are under test, so no alarm was opened.', refused: 'The alarm was not accepted',
    stages: { received: 'The centre has received it', claimed: 'An operator has taken it', on_the_way: 'Somebody is on the way', arrived: 'Somebody is there', finished: 'It is settled', cancelled: 'Cancelled' }, waiting: { claimed: 'Waiting for an operator', on_the_way: 'Nobody sent yet', arrived: 'Nobody there yet' }, no_status: 'How it stands cannot be read just now; your alarm holds.',
    cancel: 'Cancel the alarm', cancel_what: 'Enter the password agreed with the alarm centre.', password: 'Password', cancel_send: 'Cancel it', cancel_offline: 'No connection: it was not cancelled. Try again, or call the centre.', cancelled: 'Cancelled', cancelled_what: 'The centre has your wish to cancel and may still call you back.', back_home: 'To the start', recent: 'Last 24 hours', nothing: 'No alarms',
  },
  village: {
    heading: 'Alarms of the village', name: 'Account', password: 'Password', sign_in: 'Sign in', sign_out: 'Sign out ({name})', must_change: 'Change the first password before anything else.', change_password: 'Change the password', no_right: 'Your account may not attend alarms; ask the township’s centre.', quiet: 'No alarms', quiet_way: 'A new one shows here, and the phone vibrates.', old: 'The platform cannot be reached just now; this is what was last known.', waiting: '{n} waiting to be sent', unsent: 'not sent yet',
    classes: { hold_up: 'Hold-up', fire: 'Fire, medical', confirmed_intrusion: 'Intrusion, confirmed', intrusion: 'Intrusion', tamper: 'Tamper' },
    what: { going: 'I go and see', arrived: 'I am there', nothing: 'Found nothing', found: 'Found something', photo: 'Photo' }, text: 'What you found', photo: 'Take a photo', send: 'Report', map: 'Map', told: 'Reported', not_here: 'There is no such alarm, or no longer in your area.', not_kept: 'This phone could not keep it; try again.', no_photo: 'This photo cannot be read.', place_ask: 'Send where this phone is with a report?',
  },
}
export default en
