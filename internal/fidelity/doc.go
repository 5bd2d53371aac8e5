// Package fidelity reads the marks that stand next to the code and say of each
// behaviour how we know it, checks that none is missing, and writes
// docs/fidelity.md from them.
//
// A mark is one comment line:
//
//	//fidelity:official modifywxastore 85056 | no live temporary image | older page
//
// Its parts are
//
//   - the mark: official, observed, inferred or choice (Kind says what they
//     mean), or missing for what Weixin has and we have not built;
//   - the interfaces or events it speaks of, joined with commas; or all; or
//     unpublished, the interfaces whose daily limit Weixin does not publish;
//   - what of them, joined with commas: errcodes (85056), fields
//     (request.intro, response.quota.used, event.InfoType) or a word for a behaviour (order).
//     Each interface needs a mark daily-limit, and one for each method besides
//     that of the page, under its name in lower case (post);
//   - the text, and the source. Only a choice needs no source.
//
// Where we differ on purpose has a form of its own: what, Weixin's way, ours,
// and why.
//
//	//fidelity:differs a wrong secret | 40001 | 40125 | some clients would loop
//
// A mark stands next to the code it speaks of: codes and fields at the
// declaration in package weixin, behaviours where they are decided.
//
// It owns: the form of marks, the checks, the document. It does not own what the
// marks say, nor the declarations that they are checked against.
package fidelity

//go:generate go run ./generate -root ../..
