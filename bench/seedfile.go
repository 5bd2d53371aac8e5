package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
)

func appID(n int) string  { return fmt.Sprintf("wx%016x", n) }
func secret(n int) string { return fmt.Sprintf("%032x", n) }

// perDocument is how many accounts stand in one YAML document.
const perDocument = 1000

// writeSeed writes a seed file of n accounts with their merchants.
func writeSeed(path string, n int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	for i := range n {
		if i%perDocument == 0 {
			fmt.Fprint(w, "---\naccounts:\n")
		}
		fmt.Fprintf(w, "- appid: %s\n  secret: %q\n  merchant:\n    nickname: 门店%d\n    intro: 第%d家店的介绍\n", appID(i), secret(i), i, i)
	}
	return w.Flush()
}
