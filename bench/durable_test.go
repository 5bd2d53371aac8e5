package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestChangeLog makes changes at the same time and looks for each in the file as
// soon as its put has returned.
func TestChangeLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	changes := &changeLog{file: file, intros: make(map[string]string), next: newLogBatch(), wake: make(chan struct{}, 1)}
	go changes.run(t.Context())
	var writers sync.WaitGroup
	for i := range 20 {
		writers.Go(func() {
			for n := range 10 {
				if err := changes.put(t.Context(), fmt.Sprintf("token%d", i), fmt.Sprint(n)); err != nil {
					t.Errorf("token%d: %v", i, err)
					return
				}
				before := ""
				if n > 0 {
					before = fmt.Sprint(n - 1)
				}
				want := fmt.Sprintf(`["token%d","%s","%d"]`+"\n", i, before, n)
				if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), want) {
					t.Errorf("%q is not in the log: %v", want, err)
				}
			}
		})
	}
	writers.Wait()
}
