// Package geo is the module of places on the map: the districts of China.
//
// It owns the table of districts and the form in which it is answered. It does not
// own stores, which stand at places.
//
// # Districts
//
// districts.tsv has the provinces, cities and counties of the national standard
// GB/T 2260, depth first: level, code, full name, latitude, longitude, and for
// provinces and cities the short name and pinyin. NOTICE says from what and under
// which licences it is made. It has a data version of its own, so that nobody takes it
// for Tencent's table, which may not be passed on. An operator may put the answer of
// an account of theirs in its place.
//
// Page: weixin.GetDistrictList.
package geo

//go:generate npm --prefix generate ci --no-audit --no-fund
//go:generate node generate/generate.mjs
