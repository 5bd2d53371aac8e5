// Package parity compares the real Weixin with a wxastore: it plays scenarios
// against the one, keeps the answers as a recording, plays the recording against
// the other, and says in what they differ and what that means for the rows of
// docs/fidelity.md.
//
// Scenarios are scripts of package replay, in one of three levels:
//
//   - read changes nothing and costs nothing but calls;
//   - free uploads media, which vanish after three days;
//   - rationed makes calls of which an account has few, and changes nothing.
//
// Every step has a name (#step) and may name rows that it tries (#row): the
// interface or all, the key, the layers that count, and words of the row's text. Of a
// row that it tries in part (#touches) a difference contradicts it, and agreement says
// nothing.
// What $NAME:own stands for belongs to the account that is tried: TOKEN is its
// access token, APPID its app id, INTRO its current introduction.
//
// A recording holds no value of an answer unless it is named here or in a
// declaration as one that is the same for everyone; docs/decisions/0013 says why.
// Package replay compares. Every difference is new, or noise (it was there between
// two runs against Weixin), or known (known.txt, with the reason).
//
// public/ has recordings of what others have published of the real Weixin; tests
// verify them.
//
// The package owns: levels, scenarios, the form of recordings, what of an answer
// may be kept, known differences, verdicts. It does not own playing and comparing
// (package replay), the service that Weixin is compared with (package twin), the
// rows themselves (package fidelity), nor what people see (internal/cli/parity).
package parity
