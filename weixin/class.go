package weixin

// Class says who can do something about an answer with an errcode, and when: what
// a program that calls for many accounts sorts answers by. What to do is in the
// code's Explanation.
type Class string

// The classes.
const (
	// ClassNone is a success, and a code that no table has.
	ClassNone Class = ""
	// ClassHeal is a token that another one replaces, or a server that is busy: the
	// call may be repeated at once, once.
	ClassHeal Class = "heal"
	// ClassLater may succeed within minutes.
	ClassLater Class = "later"
	// ClassHeld may succeed on another day.
	ClassHeld Class = "held"
	// ClassMerchant waits for the account's own administrator.
	ClassMerchant Class = "merchant"
	// ClassInput is a fault in what was sent.
	ClassInput Class = "input"
	// ClassSetup is a fault in the caller's own set-up, which every other call would
	// meet, too.
	ClassSetup Class = "setup"
)

// Class returns the class of a code.
func (c Code) Class() Class {
	switch c {
	case SystemError, InvalidCredential, MalformedToken, AccessTokenExpired:
		return ClassHeal
	case MinuteQuota:
		return ClassLater
	case DailyQuota, ModifyLimit, ClearQuotaLimit, Verifying:
		return ClassHeld
	case NotAuthorized, NotGranted, RefreshTokenInvalid, TokenException, APIUnauthorized, APIForbidden, UserLimited, NoPermission, ApplyFirst:
		return ClassMerchant
	case IllegalIntro, UnusableMedia, InvalidMediaID, DataFormat, InvalidFileType, InvalidMediaSize, InvalidImageSize, InvalidMediaType,
		InvalidArgs, MediaDataMissing, EmptyPostData, ContentTooLarge:
		return ClassInput
	case AddressNotRegistered, InvalidIP, InvalidAppSecret, InvalidAppID, SecretFrozen, TicketExpired, TicketInvalid, InvalidURL,
		InvalidComponent, ComponentAppID, NeedsAccountToken, NeedsComponentToken:
		return ClassSetup
	}
	return ClassNone
}

// classWords are a class's name for people and its remedy, by language.
type classWords struct{ name, remedy string }

// Name returns what people call a class.
func (c Class) Name(lang Language) string { return c.words(lang).name }

// Remedy returns what is to be done about a class of answers, in general; the
// Explanation of a code is more exact.
func (c Class) Remedy(lang Language) string { return c.words(lang).remedy }

func (c Class) words(lang Language) classWords {
	var english, chinese classWords
	switch c {
	case ClassHeal:
		english = classWords{"to repeat", "Repeat the call once."}
		chinese = classWords{"可立即重试", "立即重试一次。"}
	case ClassLater:
		english = classWords{"later today", "Try again in some minutes."}
		chinese = classWords{"稍后重试", "过几分钟再试。"}
	case ClassHeld:
		english = classWords{"another day", "Try again on the date that is given."}
		chinese = classWords{"改日再试", "到所列日期再试。"}
	case ClassMerchant:
		english = classWords{"the merchant has to act", "Ask the account's administrator."}
		chinese = classWords{"需商家处理", "请公众号管理员处理。"}
	case ClassInput:
		english = classWords{"our input", "Correct the input and plan again."}
		chinese = classWords{"输入有误", "修改输入后重新制定计划。"}
	case ClassSetup:
		english = classWords{"our set-up", "Correct app ids, secrets and addresses before anything else is sent."}
		chinese = classWords{"配置有误", "先修正 AppID、密钥和 IP 白名单，再继续。"}
	case ClassNone:
	}
	if lang == Chinese {
		return chinese
	}
	return english
}
