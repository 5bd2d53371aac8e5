// Package tokenstoretest holds the promises of component.TokenStore as tests, for
// the stores of this module and for those of others:
//
//	func TestPromises(t *testing.T) {
//		tokenstoretest.Run(t, func(t *testing.T) component.TokenStore { return openMine(t) })
//	}
package tokenstoretest
