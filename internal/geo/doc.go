// Package geo is the module of the map: the districts of China, and the places in them.
//
// It owns the table of districts, what a place is, how places are found, and what is
// asked of one that an account creates. It does not own reviews, which it submits, nor
// stores, which are at places.
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
// # Places
//
// A place belongs to no account. A search goes through the places of a district, or of all
// districts whose codes begin as that of a city or province does, in the order of an
// index. That a name or an address holds a text is in no index: so a search looks at
// the first 20,000 of them (store.MaxPlacesLookedAt), however many there are.
//
// Pages: weixin.GetDistrictList, weixin.SearchMapPOI, weixin.CreateMapPOI.
package geo

//go:generate npm --prefix generate ci --no-audit --no-fund
//go:generate node generate/generate.mjs
