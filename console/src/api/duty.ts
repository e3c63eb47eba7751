import { call, type Query } from './http'
import type { Page } from './types'
import type { components } from './schema'

type S = components['schemas']

export type DutyRoom = S['RoomView']
export type DutyRoomDetail = S['RoomDetail']
export type DutyRoomCreate = S['RoomCreate']
export type DutyRoomChange = S['RoomChange']
export type DutyPosition = S['PositionFields']
export type DutyPattern = S['PatternFields']
export type DutyRoomNow = S['RoomNowView']
export type DutySession = S['DutySessionView']
export type MyDuty = S['MyDuty']
export type DutyShift = S['ShiftView']
export type DutyLogLine = S['LogLineView']
export type Roster = S['RosterView']
export type RosterDetail = S['RosterDetail']
export type RosterFault = S['FaultView']
export type NewShift = S['NewShiftFields']
export type ShiftSwap = S['SwapView']
export type DutyHandover = S['HandoverView']
export type DutyHandoverDetail = S['HandoverDetail']
export type DutyPerson = S['DutyPersonView']
export type DutyPersonChange = S['DutyPersonChange']
export type DutyPersonCreate = S['DutyPersonCreate']
export type DutyQualification = S['QualificationFields']
export type DutyAbsence = S['AbsenceView']
export type DutyFigures = S['DutyFiguresView']
export type DutyWords = S['DutyWords']

const id = encodeURIComponent

/** The duty room. */
export const duty = {
  words: () => call<DutyWords>('GET', '/duty/vocabulary'),
  rooms: () => call<Page<DutyRoom>>('GET', '/duty/rooms'),
  room: (room: string) => call<DutyRoomDetail>('GET', `/duty/rooms/${id(room)}`),
  createRoom: (body: DutyRoomCreate) => call<DutyRoomDetail>('POST', '/duty/rooms', { body }),
  changeRoom: (room: string, body: DutyRoomChange) => call<DutyRoomDetail>('PATCH', `/duty/rooms/${id(room)}`, { body }),
  setPositions: (room: string, version: number, positions: DutyPosition[]) => call<DutyRoomDetail>('PUT', `/duty/rooms/${id(room)}/positions`, { body: { version, positions } }),
  setPatterns: (room: string, version: number, patterns: DutyPattern[]) => call<DutyRoomDetail>('PUT', `/duty/rooms/${id(room)}/patterns`, { body: { version, patterns } }),
  accounts: (room: string) => call<Page<{ id: string; name: string }>>('GET', `/duty/rooms/${id(room)}/accounts`),
  now: () => call<Page<DutyRoomNow>>('GET', '/duty/now'),
  me: () => call<MyDuty>('GET', '/duty/me'),
  log: (room: string, query: Query) => call<Page<DutyLogLine>>('GET', `/duty/rooms/${id(room)}/log`, { query }),
  write: (room: string, text: string, corrects: string | null) => call<DutyLogLine>('POST', `/duty/rooms/${id(room)}/log`, { body: { text, corrects } }),
  signIn: (position: string, workplace: string) => call<DutySession>('POST', '/duty/sessions', { body: { position, workplace } }),
  relieve: (session: string, reason: string) => call<undefined>('POST', `/duty/sessions/${id(session)}/relieve`, { body: { reason } }),
  handovers: (room: string) => call<Page<DutyHandover>>('GET', `/duty/rooms/${id(room)}/handovers`),
  handover: (handover: string) => call<DutyHandoverDetail>('GET', `/duty/handovers/${id(handover)}`),
  beginHandover: () => call<DutyHandoverDetail>('POST', '/duty/handovers'),
  signOut: (handover: string, notes: string, password: string) => call<DutyHandoverDetail>('POST', `/duty/handovers/${id(handover)}/outgoing`, { body: { notes, password } }),
  signIncoming: (handover: string, body: S['IncomingSignature']) => call<S['HandoverDone']>('POST', `/duty/handovers/${id(handover)}/incoming`, { body }),
  closeRoom: (handover: string) => call<DutyHandoverDetail>('POST', `/duty/handovers/${id(handover)}/close`),
  rosters: (query: Query) => call<Page<Roster>>('GET', '/duty/rosters', { query }),
  roster: (roster: string) => call<RosterDetail>('GET', `/duty/rosters/${id(roster)}`),
  createRoster: (body: S['RosterCreate']) => call<RosterDetail>('POST', '/duty/rosters', { body }),
  changeShifts: (roster: string, version: number, add: NewShift[], remove: string[]) => call<RosterDetail>('POST', `/duty/rosters/${id(roster)}/shifts`, { body: { version, add, remove } }),
  publish: (roster: string, version: number, acceptVacancies: boolean) => call<RosterDetail>('POST', `/duty/rosters/${id(roster)}/publish`, { body: { version, accept_vacancies: acceptVacancies } }),
  withdraw: (roster: string, version: number) => call<undefined>('POST', `/duty/rosters/${id(roster)}/withdraw`, { body: { version } }),
  swaps: (query: Query) => call<Page<ShiftSwap>>('GET', '/duty/swaps', { query }),
  askSwap: (body: S['SwapCreate']) => call<ShiftSwap>('POST', '/duty/swaps', { body }),
  answerSwap: (swap: string, agree: boolean) => call<ShiftSwap>('POST', `/duty/swaps/${id(swap)}/answer`, { body: { agree, said: '' } }),
  withdrawSwap: (swap: string) => call<ShiftSwap>('POST', `/duty/swaps/${id(swap)}/withdraw`),
  decideSwap: (swap: string, approve: boolean) => call<ShiftSwap>('POST', `/duty/swaps/${id(swap)}/decision`, { body: { approve, said: '' } }),
  people: (query: Query, signal?: AbortSignal) => call<Page<DutyPerson>>('GET', '/duty/people', { query, signal }),
  createPerson: (body: DutyPersonCreate) => call<DutyPerson>('POST', '/duty/people', { body }),
  changePerson: (person: string, body: DutyPersonChange) => call<DutyPerson>('PATCH', `/duty/people/${id(person)}`, { body }),
  setQualifications: (person: string, version: number, qualifications: DutyQualification[]) => call<DutyPerson>('PUT', `/duty/people/${id(person)}/qualifications`, { body: { version, qualifications } }),
  absences: (person: string) => call<Page<DutyAbsence>>('GET', `/duty/people/${id(person)}/absences`),
  addAbsence: (person: string, body: S['AbsenceCreate']) => call<DutyAbsence>('POST', `/duty/people/${id(person)}/absences`, { body }),
  dropAbsence: (person: string, absence: string) => call<undefined>('DELETE', `/duty/people/${id(person)}/absences/${id(absence)}`),
  figures: (query: Query) => call<DutyFigures>('GET', '/duty/figures', { query }),
}
