package api

// Search is the search over all that there is.
//
//	curl 'localhost:8081/api/search?q=人民路'
var Search = Declare[SearchText, SearchHits](Operation{
	Method: "GET", Path: "/api/search",
	Doc:  "Find what a text names: a rid, also in an errmsg, an app id, a name, a media id, a poi_id, an errcode, or any text of a call.",
	Verb: "search", Columns: []string{"kind", "id", "appid", "title", "detail"},
})

// SearchText is what is looked for.
type SearchText struct {
	Text string `query:"q" arg:"" name:"text" help:"A rid, an errmsg, an app id, a part of a name or of an introduction, a media id, a poi_id, an errcode, or any text of a call."`
}

// SearchHits are what was found.
type SearchHits struct {
	// Hits come by kind. Of each kind there are a few; its list has the others.
	Hits []Hit `json:"hits"`
	// Exact says that there is one hit, and that the text names it.
	Exact bool `json:"exact,omitempty"`
	// Behind says that the search index lacks changes of the last seconds, or is still
	// being made.
	Behind bool `json:"behind,omitempty"`
}

// Hit is a thing that was found.
type Hit struct {
	Kind HitKind `json:"kind"`
	// ID names it, AppID the account that it belongs to.
	ID     string `json:"id"`
	AppID  string `json:"appid,omitempty"`
	Title  string `json:"title"`
	Detail string `json:"detail,omitempty"`
}

// HitKind is what kind of thing it is.
type HitKind string

// The kinds of hits.
const (
	HitCall     HitKind = "call"
	HitDelivery HitKind = "delivery"
	HitAccount  HitKind = "account"
	HitMerchant HitKind = "merchant"
	HitPlatform HitKind = "platform"
	HitStore    HitKind = "store"
	HitPlace    HitKind = "place"
	HitErrcode  HitKind = "errcode"
)
