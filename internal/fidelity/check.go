package fidelity

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/weixin"
)

// Check returns what is wrong with the marks, all of it: marks of what there is
// not, marks without a source, and codes and fields of the declarations that
// have no mark.
func (m Marks) Check(declared []weixin.Declaration, events []weixin.EventDeclaration) error {
	var contracts []contract
	for _, d := range declared {
		contracts = append(contracts, newContract(d))
	}
	for _, d := range events {
		contracts = append(contracts, newEventContract(d))
	}
	var errs []error
	for _, mark := range m.Marks {
		errs = append(errs, mark.check(contracts)...)
	}
	for _, code := range pageless() {
		if !m.ofAll(strconv.Itoa(int(code))) {
			errs = append(errs, fmt.Errorf("code %d has no mark of %s", int(code), all))
		}
	}
	for _, c := range contracts {
		for _, code := range c.codes {
			key := strconv.Itoa(int(code))
			if !m.covers(c, key) && (c.ownsCode(code) || !m.ofAll(key)) {
				errs = append(errs, fmt.Errorf("%s: code %s has no mark", c.name, key))
			}
		}
		for _, field := range c.fields {
			if !m.covers(c, field) && !m.ofAll(field) {
				errs = append(errs, fmt.Errorf("%s: field %s has no mark", c.name, field))
			}
		}
		for _, word := range c.words {
			if !m.covers(c, word) {
				errs = append(errs, fmt.Errorf("%s: %s has no mark", c.name, word))
			}
		}
	}
	return errors.Join(errs...)
}

// covers reports whether a mark speaks of a key of an interface.
func (m Marks) covers(c contract, key string) bool {
	return slices.ContainsFunc(m.Marks, func(mark Mark) bool { return mark.speaksOf(c) && slices.Contains(mark.Keys, key) })
}

// ofAll reports whether a mark speaks of a key of every call.
func (m Marks) ofAll(key string) bool {
	return slices.ContainsFunc(m.Marks, func(mark Mark) bool {
		return slices.Contains(mark.Subjects, all) && slices.Contains(mark.Keys, key)
	})
}

// word is the form of a key that is neither a code nor a field.
var word = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// check returns what is wrong with one mark.
func (m Mark) check(contracts []contract) []error {
	var errs []error
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf(m.At+": "+format, args...))
	}
	if m.Source == "" && m.Kind != Choice {
		wrong("%s needs a source", m.Kind)
	}
	for _, subject := range m.Subjects {
		spokenOf := slices.DeleteFunc(slices.Clone(contracts), func(c contract) bool { return subject != all && !(Mark{Subjects: []string{subject}}).speaksOf(c) })
		if len(spokenOf) == 0 {
			wrong("there is no interface %q", subject)
			continue
		}
		for _, key := range m.Keys {
			if !known(key, subject, spokenOf) {
				wrong("%s has no %q", subject, key)
			}
		}
	}
	return errs
}

// known reports whether at least one of the contracts has what key names.
func known(key, subject string, contracts []contract) bool {
	if number, err := strconv.Atoi(key); err == nil {
		code := weixin.Code(number)
		return subject == all && slices.Contains(pageless(), code) ||
			slices.ContainsFunc(contracts, func(c contract) bool { return c.hasCode(code) })
	}
	if strings.Contains(key, ".") {
		return subject == all && slices.Contains(headFields(), key) || slices.ContainsFunc(contracts, func(c contract) bool { return c.hasField(key) })
	}
	return word.MatchString(key)
}
