package fleet

import (
	"errors"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// Reason is why a plan cannot change a merchant.
type Reason string

// The reasons.
const (
	NoAppID         Reason = "appid"
	DuplicateRow    Reason = "duplicate"
	SecretInRow     Reason = "secret-in-row"
	SecretMissing   Reason = "secret-missing"
	NoPlatform      Reason = "no-platform"
	NotInStore      Reason = "not-authorized"
	MissingSets     Reason = "sets"
	MissingColumn   Reason = "column"
	NothingWanted   Reason = "nothing-wanted"
	IntroLength     Reason = "intro-length"
	IntroText       Reason = "intro-text"
	IntroWord       Reason = "intro-word"
	PictureUnread   Reason = "picture-unread"
	PictureForm     Reason = "picture-form"
	PictureSize     Reason = "picture-size"
	NotApplied      Reason = "standing"
	UnderReview     Reason = "under-review"
	HeldByWeixin    Reason = "held"
	UnknownBefore   Reason = "unknown-before"
	NothingEarlier  Reason = "nothing-earlier"
	RefusedByWeixin Reason = "refused"
	DuplicateStore  Reason = "duplicate-store"
	NoStoreKey      Reason = "store-key"
	StoreColumn     Reason = "store-column"
	StoreForm       Reason = "store-form"
	StoreFixed      Reason = "store-fixed"
	StoreAmbiguous  Reason = "store-ambiguous"
	StoreUnknown    Reason = "store-unknown"
	StoreRefused    Reason = "store-refused"
	UnknownDistrict Reason = "district"
	NoPlace         Reason = "place"
	PlaceAmbiguous  Reason = "place-ambiguous"
	SamePlace       Reason = "same-place"
	NotReached      Reason = "not-reached"
)

// Blocker is a reason with what it is about.
type Blocker struct {
	Reason Reason `json:"reason"`
	// Code is Weixin's answer to a check, or the one that the change would get.
	Code weixin.Code `json:"code,omitempty"`
	// Detail says it in English.
	Detail string `json:"detail,omitempty"`
	// Why is Detail as it can be said in other languages; nil where there is none, and in
	// what was kept before there was this.
	Why *said.Error `json:"why,omitempty"`
}

// NewBlocker returns the blocker of a reason, with Weixin's code or 0.
func NewBlocker(reason Reason, code weixin.Code, why error) Blocker {
	if why == nil || why.Error() == "" {
		return Blocker{Reason: reason, Code: code}
	}
	return Blocker{reason, code, weixin.Printable(why.Error()), said.Whole(why)}
}

func (b Blocker) Error() string { return string(b.Reason) + ": " + b.Detail }

// Unwrap is what can be said in other languages.
func (b Blocker) Unwrap() error {
	if b.Why == nil {
		return nil
	}
	return b.Why
}

// Sentence is what the blocker is about, nil if it says no more than its reason.
func (b Blocker) Sentence() error { return sentence(b.Detail, b.Why) }

// sentence is what was kept of an error: the sentence, the text alone in what was kept
// before there were sentences, nil if there is neither.
func sentence(text string, why *said.Error) error {
	switch {
	case why != nil:
		return why
	case text != "":
		return errors.New(text)
	}
	return nil
}

// Remedy says what to do about it.
func (b Blocker) Remedy(lang weixin.Language) string {
	if own, ok := remedies()[b.Reason]; ok {
		if lang == weixin.Chinese {
			return own[1]
		}
		return own[0]
	}
	if e, ok := b.Code.Explain(lang); ok {
		return e.Do
	}
	return b.Code.Class().Remedy(lang)
}

// Remedy says what to do about how a merchant ended.
func (i Item) Remedy(lang weixin.Language) string {
	switch {
	case i.State == Blocked && len(i.Outcome.Blockers) > 0:
		return i.Outcome.Blockers[0].Remedy(lang)
	case i.State == Waiting && lang == weixin.Chinese:
		return "审核约需数个工作日，之后用 fleet resume 继续。"
	case i.State == Waiting:
		return "Go on with fleet resume once the review may have ended, which takes some working days."
	case i.State == Unknown && i.Desired.Store != nil && lang == weixin.Chinese:
		return "每次 fleet resume 都会再查找该地点；若确认没有提交过，用 fleet retry --class unknown 重新提交。"
	case i.State == Unknown && i.Desired.Store != nil:
		return "Each fleet resume looks for the place again; if it was surely not asked for, fleet retry --class unknown asks for it."
	case i.State == BadInput && i.Desired.Store != nil && i.Outcome.Code == 0:
		return Blocker{Reason: StoreRefused}.Remedy(lang)
	case i.State == Unknown && lang == weixin.Chinese:
		return "到小程序中查看实际内容，然后用 fleet tell 登记，或用 fleet retry --class unknown 重发（可能再占用一次当月次数）。"
	case i.State == Unknown:
		return "Look at the store Mini Program, then say what it shows with fleet tell, or send it again with fleet retry --class unknown, which may cost one more change of this month."
	case i.Outcome.Code != 0:
		return Blocker{Code: i.Outcome.Code}.Remedy(lang)
	case i.State == Pending || i.State == Uploading || i.State == Later:
		if lang == weixin.Chinese {
			return "用 fleet resume 继续。"
		}
		return "Go on with fleet resume."
	}
	return i.State.class().Remedy(lang)
}

// remedies are the remedies of what is found without asking Weixin, in English and
// Chinese.
func remedies() map[Reason][2]string {
	return map[Reason][2]string{
		NoAppID:         {"Write the account's app id, which begins with wx, into the column appid.", "在 appid 列填写以 wx 开头的 AppID。"},
		DuplicateRow:    {"Keep one row for each app id.", "每个 AppID 只保留一行。"},
		SecretInRow:     {"Write env:NAME or file:PATH into the column secret, never the secret itself, and change a secret that others may have read.", "secret 列只写 env:变量名 或 file:文件路径，不要写密钥本身；已经泄露的密钥请重置。"},
		SecretMissing:   {"Set the variable, or make the file, that the column secret names.", "设置 secret 列所指的环境变量或文件。"},
		NoPlatform:      {"Name the platform (--component-appid and its tokens), or say in the column secret where the account's own secret is.", "指定第三方平台（--component-appid 及其令牌），或在 secret 列写明该账号密钥的位置。"},
		NotInStore:      {"Send the account's administrator the authorization link of the platform; if it is authorized, run the platform's Resync.", "请公众号管理员重新扫码授权第三方平台；若已授权，请重新同步平台的授权信息。"},
		MissingSets:     {"Have the account authorize the platform again with the permission sets that are named.", "请管理员重新授权，并勾选所列权限集。"},
		MissingColumn:   {"Fill the column that the template names, or correct the template.", "补全模板所引用的列，或修改模板。"},
		NothingWanted:   {"Fill intro or headimg, or take the row out.", "填写 intro 或 headimg，或删除该行。"},
		IntroLength:     {"Shorten the introduction, or allow more with --max-intro; Weixin publishes no limit.", "缩短介绍，或用 --max-intro 放宽；微信没有公布上限。"},
		IntroText:       {"Save the file as UTF-8, without control characters.", "将文件另存为 UTF-8，并去掉控制字符。"},
		IntroWord:       {"Take the word out of the introduction.", "从介绍中去掉该词。"},
		PictureUnread:   {"Correct the path or the address of the picture.", "修正图片的路径或网址。"},
		PictureForm:     {"Save the picture as JPEG or PNG.", "将图片另存为 JPEG 或 PNG。"},
		PictureSize:     {"Make the picture smaller.", "缩小图片。"},
		NotApplied:      {"Apply for a store Mini Program first: wxastore stores apply.", "请先申请门店小程序：wxastore stores apply。"},
		UnderReview:     {"Wait until the review has ended, and plan again.", "等待审核结束后重新制定计划。"},
		HeldByWeixin:    {"Plan again on the date that is given.", "到所列日期重新制定计划。"},
		UnknownBefore:   {"Look at the store Mini Program and say what it shows with fleet tell, or plan with --retry-unknown.", "到小程序中查看实际内容并用 fleet tell 登记，或用 --retry-unknown 重新制定计划。"},
		NothingEarlier:  {"Nothing earlier is known: put the wanted values into a CSV and plan that.", "没有更早的记录：请把想要的内容写入 CSV 再制定计划。"},
		DuplicateStore:  {"Keep one row for each store_key of an account.", "每个账号的每个 store_key 只保留一行。"},
		NoStoreKey:      {"Write into the column store_key what you call the store, the same in each plan.", "在 store_key 列填写你方对门店的编号，每次计划保持一致。"},
		StoreColumn:     {"Fill the column that is named.", "补全所列的列。"},
		StoreForm:       {"Write the value in the form that is named.", "按所列格式填写。"},
		StoreFixed:      {"Weixin cannot change this of a store: put the old value back, or let one row delete the store and another add it with a key of its own.", "微信不能修改门店的这一项：请改回原值，或用一行删除该门店，再用新的 store_key 添加。"},
		StoreAmbiguous:  {"Write the poi_id of the one that is meant into the column poi_id.", "在 poi_id 列填写所指门店的 poi_id。"},
		StoreUnknown:    {"Write the store's poi_id into the column poi_id: what was not added by a run is not deleted by its name.", "在 poi_id 列填写门店的 poi_id：不是由本工具添加的门店，不会按名称删除。"},
		StoreRefused:    {"Change what the reason names, and plan again: what Weixin's review has refused is not sent again as it was.", "按原因修改后重新制定计划：审核未通过的内容不会原样重发。"},
		UnknownDistrict: {"Write the code of the district into the column district: wxastore stores districts lists them.", "在 district 列填写区县代码：wxastore stores districts 可列出。"},
		NoPlace:         {"Write the id of the place into the column map_poi_id, or fill the columns that asking for a place needs: name, district, address, category, intro, lat, lng, phone, photo and licence_photo.", "在 map_poi_id 列填写地点，或补全申请地点所需的列：name、district、address、category、intro、lat、lng、phone、photo、licence_photo。"},
		PlaceAmbiguous:  {"Write the id of the place that is meant into the column map_poi_id.", "在 map_poi_id 列填写所指的地点。"},
		SamePlace:       {"A place has one store: keep one row for it.", "一个地点只能有一个门店：请只保留一行。"},
		NotReached:      {"Look at the network and the address of the service, and plan again.", "检查网络和服务地址后重新制定计划。"},
	}
}
