package fleet

import (
	"slices"

	"github.com/wxastore/wxastore/weixin"
)

// State is how far a merchant is in a run.
type State string

// The states. Each merchant of a run is in exactly one.
const (
	// Pending: nothing was sent.
	Pending State = "pending"
	// Uploading: the picture is on its way, and the merchant is as it was.
	Uploading State = "uploading"
	// Changing: the change is about to be sent, or was sent and has no outcome.
	Changing State = "changing"
	// Done: Weixin took the change.
	Done State = "done"
	// Unchanged: the ledger has the wanted values already.
	Unchanged State = "unchanged"
	// Later: it may succeed within minutes.
	Later State = "later"
	// Waiting: Weixin reviews it; its outcome is looked for by a resume.
	Waiting State = "waiting"
	// Held: it may succeed on another day.
	Held State = "held"
	// NeedsMerchant: the account's administrator has to act.
	NeedsMerchant State = "merchant"
	// BadInput: what was sent was refused.
	BadInput State = "input"
	// BadSetup: the caller's own app id, secret or address was refused.
	BadSetup State = "setup"
	// Failed: it was refused with a code that no class has.
	Failed State = "failed"
	// Unknown: the change was sent, and no answer of Weixin's came.
	Unknown State = "unknown"
	// Blocked: the plan found why it cannot be changed.
	Blocked State = "blocked"
)

// States returns all of them, in the order of summaries.
func States() []State {
	return []State{Done, Unchanged, Waiting, Later, Held, NeedsMerchant, BadInput, BadSetup, Failed, Unknown, Blocked, Pending, Uploading, Changing}
}

// Ended reports whether a run leaves a merchant in this state alone: all that is left
// to do is for a person to decide.
func (s State) Ended() bool {
	return !s.underWay() && s != Waiting && s != Later && s != Held
}

// underWay reports whether a run has a merchant before it or in hand.
func (s State) underWay() bool { return s == Pending || s == Uploading || s == Changing }

// failure reports whether a state counts against the limits of failures.
func (s State) failure() bool {
	return slices.Contains([]State{NeedsMerchant, BadInput, BadSetup, Failed, Unknown}, s)
}

// Name returns what people call a state.
func (s State) Name(lang weixin.Language) string {
	names := map[State][2]string{
		Pending: {"not begun", "未开始"}, Uploading: {"not begun, its picture was on its way", "未开始（图片上传中）"}, Changing: {"under way", "进行中"},
		Waiting: {"waiting for Weixin's review", "等待微信审核"}, Done: {"done", "已完成"}, Unchanged: {"unchanged", "无需修改"}, Failed: {"refused", "被拒绝"}, Unknown: {"unknown", "结果未知"}, Blocked: {"blocked by the plan", "计划中已拦截"},
	}
	if name, ok := names[s]; ok {
		if lang == weixin.Chinese {
			return name[1]
		}
		return name[0]
	}
	return s.class().Name(lang)
}

// class returns the class of answers that leads to a state.
func (s State) class() weixin.Class {
	if slices.Contains([]State{Later, Held, NeedsMerchant, BadInput, BadSetup}, s) {
		return weixin.Class(s)
	}
	return weixin.ClassNone
}

// stateOf returns where a class of answers leads.
func stateOf(c weixin.Class) State {
	switch c {
	case weixin.ClassHeal, weixin.ClassLater:
		return Later
	case weixin.ClassHeld, weixin.ClassMerchant, weixin.ClassInput, weixin.ClassSetup:
		return State(c)
	case weixin.ClassNone:
	}
	return Failed
}
