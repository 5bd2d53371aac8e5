package freeport

import (
	"net"
	"testing"
)

func TestPort(t *testing.T) {
	for range 20 {
		port, err := Port()
		if err != nil || port < first || port >= beyond {
			t.Fatalf("Port() = %d, %v", port, err)
		}
	}
}

// TestAddress listens on what it was given; what listens is not given again.
func TestAddress(t *testing.T) {
	given := make(map[string]bool)
	for range 50 {
		address, err := Address()
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		if given[address] {
			t.Errorf("%s was given twice", address)
		}
		given[address] = true
	}
}
