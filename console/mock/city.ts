// A made-up city below the code prefix 99, so that every screen can be looked at without a platform. Same seed, same city.

function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const random = generator(7)
export const pickOne = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

const COUNTY_NAMES = ['临江区', '望山区', '清河区', '石桥县', '云溪县', '南塘县', '东屏县', '白沙县', '青林县', '安丰县']
const FIRST = ['柳', '竹', '梅', '松', '桃', '杏', '枫', '荷', '兰', '菊', '沙', '石', '清', '双', '三', '龙', '凤', '马', '牛', '鹤']
const SECOND = ['溪', '河', '桥', '湾', '坪', '塘', '山', '岭', '泉', '渡']
const SPOTS = ['中心小学门口', '农贸市场东口', '政府广场', '人民路与解放路口', '卫生院门前', '汽车站出站口', '文化广场南侧', '滨河公园入口', '老街牌坊', '工业园西门', '幼儿园门口', '加油站前', '信用社门前', '环城路卡口']
const CATEGORIES = ['public_area', 'key_unit', 'institution', 'community', 'shop', 'household', 'checkpoint']
const MAKERS = ['海威', '大成', '宇观', '天视']

export type Point = [number, number]
export type MockDivision = { code: string; name: string; parent: string; ring: Point[]; centre: Point; online: number; total: number }
export type MockChannel = {
  code: string; name: string; status: string; division: string; division_name: string; [field: string]: unknown; kind: string; site_category: string
  life_cycle: string; longitude: number; latitude: number; direction: number | null; manufacturer: string; model: string; violations: string[]; address: string; changed_utc: string
}

const WEST = 112.1, SOUTH = 30.9, WIDTH = 1.5, HEIGHT = 0.9

/** A sheet of cells with moved corners: neighbours share their borders. */
function sheet(columns: number, rows: number, corner: (x: number, y: number) => Point): Point[][] {
  const knots: Point[][] = []
  for (let y = 0; y <= rows; y += 1) {
    knots.push([])
    for (let x = 0; x <= columns; x += 1) {
      const moved = (edge: boolean, size: number): number => (edge ? 0 : (random() - 0.5) * size)
      knots[y]!.push(corner((x + moved(x === 0 || x === columns, 0.45)) / columns, (y + moved(y === 0 || y === rows, 0.45)) / rows))
    }
  }
  const rings: Point[][] = []
  for (let y = 0; y < rows; y += 1) for (let x = 0; x < columns; x += 1) rings.push([knots[y]![x]!, knots[y]![x + 1]!, knots[y + 1]![x + 1]!, knots[y + 1]![x]!, knots[y]![x]!])
  return rings
}

function within(ring: Point[], u: number, v: number): Point {
  const [a, b, c, d] = ring as [Point, Point, Point, Point]
  const mix = (p: Point, q: Point, t: number): Point => [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t]
  return mix(mix(a, b, u), mix(d, c, u), v)
}

export const divisions: MockDivision[] = []
export const channels: MockChannel[] = []
export const roads: { name: string; major: boolean; line: Point[] }[] = []
export const CITY = '9901'

function build(perTownship: number): void {
  const outline: Point[] = [[WEST, SOUTH], [WEST + WIDTH, SOUTH], [WEST + WIDTH, SOUTH + HEIGHT], [WEST, SOUTH + HEIGHT], [WEST, SOUTH]]
  divisions.push({ code: CITY, name: '安澜市', parent: '', ring: outline, centre: [WEST + WIDTH / 2, SOUTH + HEIGHT / 2], online: 0, total: 0 })
  const counties = sheet(5, 2, (x, y) => [WEST + WIDTH * x, SOUTH + HEIGHT * y])
  counties.forEach((ring, i) => {
    const code = `${CITY}${String(i + 1).padStart(2, '0')}`
    divisions.push({ code, name: COUNTY_NAMES[i]!, parent: CITY, ring, centre: within(ring, 0.5, 0.5), online: 0, total: 0 })
    roads.push({ name: `${COUNTY_NAMES[i]}大道`, major: true, line: [within(ring, 0, 0.5), within(ring, 0.3, 0.55), within(ring, 0.7, 0.45), within(ring, 1, 0.5)] })
    roads.push({ name: '国道', major: true, line: [within(ring, 0.5, 0), within(ring, 0.46, 0.5), within(ring, 0.5, 1)] })
    const inner = sheet(5, 4, (x, y) => within(ring, x, y))
    inner.slice(0, i % 2 ? 20 : 19).forEach((townRing, j) => {
      const town = `${code}${String(j + 1).padStart(2, '0')}`
      const name = pickOne(FIRST) + pickOne(SECOND) + (j < 3 ? '街道' : j < 12 ? '镇' : '乡')
      divisions.push({ code: town, name, parent: code, ring: townRing, centre: within(townRing, 0.5, 0.5), online: 0, total: 0 })
      roads.push({ name: `${name.slice(0, 2)}路`, major: false, line: [within(townRing, 0, 0.4), within(townRing, 0.5, 0.5), within(townRing, 1, 0.6)] })
      for (let n = 1; n <= perTownship; n += 1) addChannel(town, name, townRing, n, code)
    })
  })
}

function addChannel(town: string, townName: string, ring: Point[], n: number, county: string): void {
  const [longitude, latitude] = within(ring, 0.15 + random() * 0.7, 0.15 + random() * 0.7)
  const draw = random()
  const life_cycle = draw < 0.03 ? 'planned' : draw < 0.045 ? 'suspended' : 'active'
  const luck = random()
  const status = life_cycle !== 'active' ? 'OFF' : luck < 0.93 ? 'ON' : luck < 0.97 ? 'OFF' : luck < 0.985 ? 'VLOST' : 'DEFECT'
  channels.push({
    code: `${town}00132${String(n).padStart(7, '0')}`, name: `${townName}${SPOTS[n % SPOTS.length]}${n > SPOTS.length ? n : ''}`, status, division: town, division_name: townName,
    platform: `${county}00002000000001`, platform_name: `${townName}平台`, device: null, wire_code: '', fault: '', peer_name: `${townName}平台`, path: [], overrides: {}, listed: true, item: { ptz_type: 1, civil_code: town, encode_type: '2' }, direction_type: 1, owner_organisation: '', added_utc: '2026-06-01T00:00:00Z', kind: 'channel', site_category: pickOne(CATEGORIES), life_cycle, longitude, latitude,
    direction: random() < 0.8 ? 1 + Math.floor(random() * 8) : null, manufacturer: pickOne(MAKERS), model: `IPC-${200 + Math.floor(random() * 50)}`, violations: [],
    address: `${townName}${SPOTS[n % SPOTS.length]}`, changed_utc: new Date(Date.UTC(2026, 6, 1, 8, n % 60)).toISOString(),
  })
}

build(Number(process.env['MOCK_PER_TOWNSHIP'] ?? 256))

export function count(): void {
  const by = new Map(divisions.map((division) => [division.code, division]))
  for (const division of divisions) division.online = division.total = 0
  for (const channel of channels) {
    for (const length of [4, 6, 8]) {
      const division = by.get(channel.division.slice(0, length))
      if (!division) continue
      division.total += 1
      if (channel.status === 'ON') division.online += 1
    }
  }
}
count()
export const channelByCode = new Map(channels.map((channel) => [channel.code, channel]))
