package sqlstore

import "fmt"

// What holds a secret is printed without it, whatever the verb.

// Format implements fmt.Formatter.
func (c *cachedToken) Format(f fmt.State, _ rune) {
	fmt.Fprint(f, "sqlstore.cachedToken of "+c.account.AppID)
}
