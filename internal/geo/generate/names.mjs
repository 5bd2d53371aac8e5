// The short name and the pinyin of a district.
import { pinyin } from 'pinyin-pro'

const peoples = '蒙古族|蒙古|回族|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|景颇族|羌族|柯尔克孜族|柯尔克孜|各族'
const autonomous = new RegExp(`^(.+?)(?:${peoples})+自治(?:州|县)$`)
const suffixes = /(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治州|地区|省|市|盟|县)$/

export function shortName(full) {
  const of = full.match(autonomous)
  if (of) return of[1]
  const name = full.replace(suffixes, '')
  if (name !== full) return name
  return full.length > 2 && full.endsWith('区') && !full.endsWith('新区') ? full.slice(0, -1) : full
}

// What pinyin-pro reads in another way than the place is called.
const readings = { 六安: 'lu an', 昌都: 'chang du', 喀什: 'ka shi', 闵行: 'min hang', 大埔: 'da bu' }

export function spelled(name) {
  return readings[name] ?? pinyin(name, { toneType: 'none', type: 'array', v: true, surname: 'off' }).join(' ')
}
