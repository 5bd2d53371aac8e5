package weixin

// Explanation says in plain English what Weixin's short texts leave open. The
// words are our own, not Weixin's.
type Explanation struct {
	// Means says what the code means on the interfaces of this package, and
	// why it usually happens.
	Means string `json:"means"`
	// Do says what to do next. It holds for Weixin and for wxastore.
	Do string `json:"do"`
}

// Explain returns the explanation of c, and false if there is none. Every code
// that a declared interface can answer has one.
func (c Code) Explain() (Explanation, bool) {
	for _, explain := range []func(Code) Explanation{explainCredential, explainRequest, explainRule} {
		if e := explain(c); e != (Explanation{}) {
			return e, true
		}
	}
	return Explanation{}, false
}
