package weixin

import (
	_ "embed"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Code is an errcode. It is an error, so that errors.Is can look for it:
//
//	errors.Is(err, weixin.ModifyLimit)
type Code int

// Error returns the number, as a Code is printed everywhere.
func (c Code) Error() string { return strconv.Itoa(int(c)) }

// Retryable reports whether the call that was answered c may succeed a little later,
// though nothing else is done.
func (c Code) Retryable() bool { return c == SystemError || c == MinuteQuota }

// The codes that the interfaces of this package answer. Texts holds the exact
// text of these and of all others that are known.
const (
	SystemError          Code = -1
	OK                   Code = 0
	InvalidCredential    Code = 40001
	InvalidGrantType     Code = 40002
	InvalidMediaType     Code = 40004
	InvalidFileType      Code = 40005
	InvalidMediaSize     Code = 40006
	InvalidMediaID       Code = 40007
	InvalidImageSize     Code = 40009
	InvalidAppID         Code = 40013
	MalformedToken       Code = 40014
	InvalidURL           Code = 40066
	InvalidCardID        Code = 40073
	InvalidArgs          Code = 40097
	InvalidAppSecret     Code = 40125
	InvalidIP            Code = 40164
	CountExceedsLimit    Code = 40170
	InvalidCheckURL      Code = 40201
	InvalidCheckAction   Code = 40202
	InvalidCheckOperator Code = 40203
	SecretFrozen         Code = 40243
	AccessTokenMissing   Code = 41001
	AppIDMissing         Code = 41002
	AppSecretMissing     Code = 41004
	MediaDataMissing     Code = 41005
	MediaIDMissing       Code = 41006
	AccessTokenExpired   Code = 42001
	TokenException       Code = 42007
	RequireGET           Code = 43001
	RequirePOST          Code = 43002
	NoPermission         Code = 43104
	EmptyPostData        Code = 44002
	ContentTooLarge      Code = 45002
	DailyQuota           Code = 45009
	MinuteQuota          Code = 45011
	DataFormat           Code = 47001
	APIUnauthorized      Code = 48001
	APIForbidden         Code = 48004
	ClearQuotaLimit      Code = 48006
	UserLimited          Code = 50002
	NotAuthorized        Code = 61003
	AddressNotRegistered Code = 61004
	TicketExpired        Code = 61005
	TicketInvalid        Code = 61006
	NotGranted           Code = 61007
	AuthCodeInvalid      Code = 61009
	AuthCodeExpired      Code = 61010
	InvalidComponent     Code = 61011
	NeedsComponentToken  Code = 61014
	NeedsAccountToken    Code = 61015
	RefreshTokenInvalid  Code = 61023
	ComponentAppID       Code = 61024
	PoiUnknown           Code = 65115
	StoreState           Code = 65118
	RIDNotFound          Code = 76001
	RIDError             Code = 76002
	RIDNoPermission      Code = 76003
	PathNotFound         Code = 76021
	PathNotYours         Code = 76022
	NeedMaterial         Code = 85024
	PhoneLimit           Code = 85025
	AdministratorLimit   Code = 85026
	IDCardLimit          Code = 85027
	PrincipalLimit       Code = 85028
	NicknameUsed         Code = 85029
	InvalidNickname      Code = 85030
	NicknameForbidden    Code = 85031
	NicknameComplained   Code = 85032
	IllegalNickname      Code = 85033
	NicknameProtected    Code = 85034
	NicknameOfPrincipal  Code = 85035
	IllegalIntro         Code = 85036
	StoreAdded           Code = 85038
	StoreAddedByOthers   Code = 85039
	StoreAddedByYourself Code = 85040
	LicenceUsed          Code = 85041
	NearbyLimit          Code = 85042
	ModifyLimit          Code = 85049
	Verifying            Code = 85050
	ApplyFirst           Code = 85053
	UpgradeFirst         Code = 85054
	MapPoiInvalid        Code = 85055
	UnusableMedia        Code = 85056
)

//go:embed errcodes.tsv
var errcodes string

// texts parses the embedded table once, when a text is first asked for.
//
//fidelity:official all texts | errmsg is the exact text of the general error codes, odd spellings included | general error codes
//fidelity:observed all 40001 | its text is longer on the wire than in the table | probe, over ten endpoints; the Channels' table of common codes
//fidelity:choice getaccesstoken,getstableaccesstoken,clearquotabyappsecret 40243 | its text; no page prints one
//fidelity:observed all texts-of-cloud-calls | -604101 has the text `system error: error code: -604101` | FAQ of the cloud platform; community
//fidelity:missing all texts-unknown | 85105, 85107, 85112 and 85113 of the cloud channel, and 9300517, have no text here: only descriptions of them are public | FAQ of cloud calls
var texts = sync.OnceValue(func() map[Code]string {
	_, rows, _ := strings.Cut(errcodes, "\n") // the header
	table := make(map[Code]string, strings.Count(rows, "\n"))
	for row := range strings.Lines(rows) {
		number, text, _ := strings.Cut(strings.TrimSuffix(row, "\n"), "\t")
		if code, err := strconv.Atoi(number); err == nil {
			table[Code(code)] = text
		}
	}
	// On the wire 40001 is longer than in the table (seen in September 2026).
	table[InvalidCredential] += stableTokenAdvice
	return table
})

// stableTokenAdvice is what errmsgs end in where a stable token would help.
const stableTokenAdvice = ", could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"

// Text returns the exact text that Weixin's errmsg has for c, without a rid,
// and "" if it is not known.
func (c Code) Text() string { return texts()[c] }

// KnownTexts returns every text that an errmsg is known to have, without a rid:
// those of the codes, and those of interfaces that differ.
func KnownTexts() []string {
	known := slices.Collect(maps.Values(texts()))
	for _, d := range Declarations() {
		known = append(known, slices.Collect(maps.Values(d.Texts))...)
	}
	return known
}

// Codes returns how many codes have a known text.
func Codes() int { return len(texts()) }
