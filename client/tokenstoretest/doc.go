// Package tokenstoretest holds the promises of client.TokenStore as tests, for
// the stores of this module and for those of others:
//
//	func TestPromises(t *testing.T) {
//		tokenstoretest.Run(t, func(t *testing.T) client.TokenStore { return openMine(t) })
//	}
package tokenstoretest
