package sqlite

import "testing"

// TestStatementIsStrict holds that a parameter that is left out is not what it
// was the time before, and that a value of another kind is refused.
func TestStatementIsStrict(t *testing.T) {
	engine, _ := openEngine(t, restartPages)
	conn, err := engine.Writer.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	s, err := prepare(t.Context(), conn, "SELECT ?1, ?2")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var text string
	var number int
	found, err := s.First(t.Context(), []any{"a", 7}, []any{&text, &number})
	if !found || err != nil || text != "a" || number != 7 {
		t.Errorf("First = %t, %v, %q, %d", found, err, text, number)
	}
	if _, err := s.First(t.Context(), []any{"a"}, []any{&text, &number}); err == nil {
		t.Error("a parameter was left out")
	}
	if _, err := s.First(t.Context(), []any{"a", "b"}, []any{&text, &number}); err == nil {
		t.Error("a text was scanned into a number")
	}
	if _, err := prepare(t.Context(), conn, "SELECT 1; SELECT 2"); err == nil {
		t.Error("two statements were prepared as one")
	}
}
