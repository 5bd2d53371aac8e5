package weixin

import (
	"slices"
	"strings"
)

// Kinds is a set of account kinds. One bit alone is a kind.
type Kinds uint8

// The account kinds of the pages' "scope" tables.
const (
	// OfficialAccount is a subscription account (公众号).
	OfficialAccount Kinds = 1 << iota
	// ServiceAccount is a service account (服务号).
	ServiceAccount
	// MiniProgram is a Mini Program account (小程序).
	MiniProgram
	// ThirdParty is a third-party platform (第三方平台), which is not an account.
	ThirdParty

	// AllKinds are all kinds of accounts.
	AllKinds = OfficialAccount | ServiceAccount | MiniProgram
)

// The names of kinds in seed files, in the order of their bits.
var kindNames = [...]string{"official", "service", "miniprogram", "component"}

// Has reports whether k holds every kind of other.
func (k Kinds) Has(other Kinds) bool { return other != 0 && k&other == other }

// String returns the names of the kinds in k, joined with "|".
func (k Kinds) String() string {
	var names []string
	for i, name := range kindNames {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "|")
}

// ParseKind returns the kind of a name: official, service, miniprogram or
// component.
func ParseKind(name string) (Kinds, error) {
	i := slices.Index(kindNames[:], name)
	if i < 0 {
		return 0, sentencef("unknown account kind %q: use one of %s", name, strings.Join(kindNames[:], ", "))
	}
	return 1 << i, nil
}

// Sets are ids of the permission sets that a merchant grants to a third-party
// platform. A page lists those of which any one opens the interface.
type Sets []int

// HasAny reports whether s holds any one of the others.
func (s Sets) HasAny(others Sets) bool {
	return slices.ContainsFunc(s, func(id int) bool { return slices.Contains(others, id) })
}
