package sqlstore

import (
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// used is a count of calls.
type used struct {
	appID, iface string
	span         store.Span
	used         int
}

// setting is what the whole service remembers.
type setting struct {
	name  string
	value []byte
}

// tables are all tables with all columns. A test compares them with what the
// migrations make. A column that a later migration adds says so with since, a table
// with Added: copies that were made before lack them.
type tables struct {
	accounts       *table[store.Account]
	series         *table[store.TokenSeries]
	tokens         *table[store.Token]
	merchants      *table[store.Merchant]
	changes        *table[store.Change]
	media          *table[store.Medium]
	blobs          *table[store.RecordedBlob]
	used           *table[used]
	components     *table[store.Component]
	codes          *table[store.Code]
	authorizations *table[store.Authorization]
	targets        *table[struct{}]
	deliveries     *table[struct{}]
	faults         *table[store.Fault]
	settings       *table[setting]
	reviews        *table[store.Review]
	reviewers      *table[store.Reviewer]
	shops          *table[store.Shop]
	shopPlaces     *table[store.ShopPlace]
	shopPositions  *table[store.ShopPosition]
	shopCounts     *table[store.ShopCounts]
	cards          *table[store.Card]
	places         *table[store.Place]
	applications   *table[store.Application]
	auditLog       *table[store.AuditEntry]
}

var declared = tables{
	accounts: declare("accounts", 1, lockAccounts,
		text("app_id", func(a *store.Account) *string { return &a.AppID }),
		text("name", func(a *store.Account) *string { return &a.Name }).inIndex(),
		text("kind", func(a *store.Account) *string { return &a.Kind }),
		boolean("individual", func(a *store.Account) *bool { return &a.Individual }),
		boolean("irregular", func(a *store.Account) *bool { return &a.Irregular }),
		someHash("secret_hash", func(a *store.Account) *store.Hash { return &a.SecretHash }).inIndex(),
		boolean("secret_frozen", func(a *store.Account) *bool { return &a.SecretFrozen }),
		text("message_url", func(a *store.Account) *string { return &a.Messages.URL }),
		list("ip_list", func(a *store.Account) *[]string { return &a.IPList }),
		quotas("quotas", func(a *store.Account) *map[string]store.Quota { return &a.Quotas }),
		boolean("category_barred", func(a *store.Account) *bool { return &a.Policy.CategoryBarred }),
		list("forbidden_words", func(a *store.Account) *[]string { return &a.Policy.ForbiddenWords }),
		integer("modify_per_month", func(a *store.Account) *int { return &a.Policy.ModifyPerMonth }),
		text("original_id", func(a *store.Account) *string { return &a.Original }).since(""),
		text("message_token", func(a *store.Account) *string { return &a.Messages.Token }).inIndex().since(""),
		text("message_aes_key", func(a *store.Account) *string { return &a.Messages.EncodingAESKey }).inIndex().since(""),
		text("message_previous_aes_key", func(a *store.Account) *string { return &a.Messages.PreviousEncodingAESKey }).inIndex().since(""),
		text("message_mode", func(a *store.Account) *store.MessageMode { return &a.Messages.Mode }).since(string(store.MessagesPlain)),
		boolean("text_coordinates", func(a *store.Account) *bool { return &a.TextCoordinates }).since(false),
		integer("location_report", func(a *store.Account) *int { return &a.Options.LocationReport }).since(int64(0)),
		integer("voice_recognize", func(a *store.Account) *int { return &a.Options.VoiceRecognize }).since(int64(0)),
		integer("customer_service", func(a *store.Account) *int { return &a.Options.CustomerService }).since(int64(0)),
	).cache().tell(store.TopicAccounts, 0),
	series: declare("token_lines", 2, lockAccounts,
		text("app_id", func(s *store.TokenSeries) *string { return &s.AppID }),
		text("kind", func(s *store.TokenSeries) *string { return &s.Kind }),
		someHash("token_hash", func(s *store.TokenSeries) *store.Hash { return &s.Current }),
		salt("salt", func(s *store.TokenSeries) *[]byte { return &s.Salt }),
		moment("issued_at", func(s *store.TokenSeries) *time.Time { return &s.IssuedAt }),
		moment("expires_at", func(s *store.TokenSeries) *time.Time { return &s.ExpiresAt }),
		text("day", func(s *store.TokenSeries) *string { return &s.Day }),
		integer("forced", func(s *store.TokenSeries) *int { return &s.Forced }),
		moment("forced_at", func(s *store.TokenSeries) *time.Time { return &s.ForcedAt }),
	),
	tokens: declare("tokens", 2, lockAccounts,
		text("app_id", func(t *store.Token) *string { return &t.AppID }),
		hash("hash", func(t *store.Token) *store.Hash { return &t.Hash }),
		text("kind", func(t *store.Token) *string { return &t.Kind }),
		moment("issued_at", func(t *store.Token) *time.Time { return &t.IssuedAt }),
		moment("expires_at", func(t *store.Token) *time.Time { return &t.ExpiresAt }).inIndex(),
		moment("superseded_at", func(t *store.Token) *time.Time { return &t.SupersededAt }),
	).tell(store.TopicAccounts, 0),
	merchants: declare("merchants", 1, lockAccounts,
		text("app_id", func(m *store.Merchant) *string { return &m.AppID }),
		text("state", func(m *store.Merchant) *store.MerchantState { return &m.State }).inIndex(),
		text("nickname", func(m *store.Merchant) *string { return &m.Nickname }).inIndex(),
		text("intro", func(m *store.Merchant) *string { return &m.Intro }),
		someHash("headimg", func(m *store.Merchant) *store.Hash { return &m.Headimg }),
		integer("version", func(m *store.Merchant) *int64 { return &m.Version }),
		text("month", func(m *store.Merchant) *string { return &m.Month }),
		integer("month_changes", func(m *store.Merchant) *int { return &m.MonthChanges }),
		moment("updated_at", func(m *store.Merchant) *time.Time { return &m.UpdatedAt }),
	).cache().tell(store.TopicMerchants, 0).chained(ownSeq("last_change"), ownMark("last_mark")),
	changes: declare("merchant_changes", 2, lockAccounts,
		text("app_id", func(c *store.Change) *string { return &c.AppID }),
		integer("version", func(c *store.Change) *int64 { return &c.Version }),
		text("before_intro", func(c *store.Change) *string { return &c.BeforeIntro }),
		text("after_intro", func(c *store.Change) *string { return &c.AfterIntro }),
		someHash("before_headimg", func(c *store.Change) *store.Hash { return &c.BeforeHeadimg }),
		someHash("after_headimg", func(c *store.Change) *store.Hash { return &c.AfterHeadimg }),
		text("caller", func(c *store.Change) *string { return &c.Caller }),
		text("rid", func(c *store.Change) *string { return &c.RID }),
		moment("changed_at", func(c *store.Change) *time.Time { return &c.At }),
	).append().chained(ownSeq("seq"), ownPrev("prev"), ownMark("mark")),
	media: declare("media", 2, noLock,
		text("app_id", func(m *store.Medium) *string { return &m.AppID }),
		text("id", func(m *store.Medium) *string { return &m.ID }),
		text("type", func(m *store.Medium) *string { return &m.Type }),
		text("content_type", func(m *store.Medium) *string { return &m.ContentType }),
		hash("blob", func(m *store.Medium) *store.Hash { return &m.Blob }).inIndex(),
		integer("size", func(m *store.Medium) *int64 { return &m.Size }),
		moment("created_at", func(m *store.Medium) *time.Time { return &m.CreatedAt }),
		moment("expires_at", func(m *store.Medium) *time.Time { return &m.ExpiresAt }).inIndex(),
	),
	blobs: declare("blobs", 1, lockBlobs,
		hash("hash", func(b *store.RecordedBlob) *store.Hash { return &b.Hash }),
		integer("size", func(b *store.RecordedBlob) *int64 { return &b.Size }),
		boolean("kept", func(b *store.RecordedBlob) *bool { return &b.Kept }).inIndex(),
		moment("created_at", func(b *store.RecordedBlob) *time.Time { return &b.CreatedAt }),
		integer("removing_until", func(b *store.RecordedBlob) *int64 { return &b.RemovingUntil }).since(int64(0)),
	),
	used: declare("quota_use", 3, lockAccounts,
		text("app_id", func(u *used) *string { return &u.appID }),
		text("interface", func(u *used) *string { return &u.iface }),
		text("span", func(u *used) *store.Span { return &u.span }),
		integer("used", func(u *used) *int { return &u.used }),
	),
	components: declare("components", 1, lockAccounts,
		text("app_id", func(c *store.Component) *string { return &c.AppID }),
		text("event_url", func(c *store.Component) *string { return &c.EventURL }),
		text("token", func(c *store.Component) *string { return &c.Token }),
		text("aes_key", func(c *store.Component) *string { return &c.EncodingAESKey }),
		text("previous_aes_key", func(c *store.Component) *string { return &c.PreviousEncodingAESKey }),
		text("redirect_domain", func(c *store.Component) *string { return &c.RedirectDomain }),
		encoded("permission_sets", store.ColumnText, func(c *store.Component) *[]int { return &c.PermissionSets }, "[]", func(v []int) int { return len(v) }),
		boolean("push_tickets", func(c *store.Component) *bool { return &c.PushTickets }),
		moment("ticket_at", func(c *store.Component) *time.Time { return &c.TicketAt }),
		text("message_url", func(c *store.Component) *string { return &c.MessageURL }).since(""),
	).tell(store.TopicComponents, 0),
	codes: declare("component_codes", 2, lockAccounts,
		text("app_id", func(c *store.Code) *string { return &c.AppID }),
		hash("hash", func(c *store.Code) *store.Hash { return &c.Hash }),
		text("kind", func(c *store.Code) *store.CodeKind { return &c.Kind }),
		text("authorizer", func(c *store.Code) *string { return &c.Authorizer }),
		moment("expires_at", func(c *store.Code) *time.Time { return &c.ExpiresAt }).inIndex(),
		moment("used_at", func(c *store.Code) *time.Time { return &c.UsedAt }),
		text("used_from", func(c *store.Code) *string { return &c.UsedFrom }).since(""),
	).tell(store.TopicComponents, 0),
	authorizations: declare("authorizations", 2, lockAccounts,
		text("app_id", func(a *store.Authorization) *string { return &a.AppID }),
		text("component", func(a *store.Authorization) *string { return &a.Component }),
		text("state", func(a *store.Authorization) *store.AuthorizationState { return &a.State }).inIndex(),
		encoded("permission_sets", store.ColumnText, func(a *store.Authorization) *[]int { return &a.PermissionSets }, "[]", func(v []int) int { return len(v) }),
		salt("salt", func(a *store.Authorization) *[]byte { return &a.Salt }),
		someHash("refresh_hash", func(a *store.Authorization) *store.Hash { return &a.RefreshHash }),
		moment("authorized_at", func(a *store.Authorization) *time.Time { return &a.AuthorizedAt }),
		moment("changed_at", func(a *store.Authorization) *time.Time { return &a.ChangedAt }),
	).tell(store.TopicComponents, 1),
	targets: declare("push_targets", 1, lockTargets,
		bare("app_id", store.ColumnText, false), bare("last_seq", store.ColumnInteger, false), bare("due_at", store.ColumnInteger, true),
		bare("leased_at", store.ColumnInteger, false), bare("leased_until", store.ColumnInteger, false), bare("leased_by", store.ColumnText, false),
	),
	deliveries: declare("pushes", 2, noLock,
		bare("app_id", store.ColumnText, false), bare("id", store.ColumnText, false), bare("seq", store.ColumnInteger, false),
		bare("state", store.ColumnText, false), bare("kind", store.ColumnText, false), bare("body", store.ColumnBytes, false),
		bare("created_at", store.ColumnInteger, false), bare("attempts", store.ColumnInteger, false), bare("last_error", store.ColumnRaw, false),
	),
	faults: declare("faults", 1, lockFaults,
		text("id", func(f *store.Fault) *string { return &f.ID }),
		text("interface", func(f *store.Fault) *string { return &f.Interface }),
		text("app_id", func(f *store.Fault) *string { return &f.AppID }),
		text("kind", func(f *store.Fault) *store.FaultKind { return &f.Kind }),
		realNumber("probability", func(f *store.Fault) *float64 { return &f.Probability }),
		integer("hits_left", func(f *store.Fault) *int { return &f.Left }),
		integer("code", func(f *store.Fault) *int { return &f.Code }),
		integer("status", func(f *store.Fault) *int { return &f.Status }),
		text("latency_shape", func(f *store.Fault) *string { return &f.Latency.Shape }),
		microseconds("latency_min", func(f *store.Fault) *time.Duration { return &f.Latency.Min }),
		microseconds("latency_max", func(f *store.Fault) *time.Duration { return &f.Latency.Max }),
		realNumber("latency_sigma", func(f *store.Fault) *float64 { return &f.Latency.Sigma }),
	).tell(store.TopicFaults, ofNobody),
	settings: declare("settings", 1, lockSettings,
		text("name", func(s *setting) *string { return &s.name }),
		content("value", func(s *setting) *[]byte { return &s.value }),
	),
	reviews: declare("reviews", 2, lockAccounts,
		text("app_id", func(r *store.Review) *string { return &r.AppID }),
		integer("audit_id", func(r *store.Review) *int64 { return &r.AuditID }),
		text("kind", func(r *store.Review) *store.ReviewKind { return &r.Kind }).inIndex(),
		text("subject", func(r *store.Review) *string { return &r.Subject }),
		text("name", func(r *store.Review) *string { return &r.Name }),
		list("pictures", func(r *store.Review) *[]string { return &r.Pictures }),
		text("state", func(r *store.Review) *store.ReviewState { return &r.State }).inIndex(),
		text("reason", func(r *store.Review) *string { return &r.Reason }),
		moment("submitted_at", func(r *store.Review) *time.Time { return &r.SubmittedAt }).inIndex(),
		moment("due_at", func(r *store.Review) *time.Time { return &r.DueAt }).inIndex(),
		moment("decided_at", func(r *store.Review) *time.Time { return &r.DecidedAt }),
	).tell(store.TopicReviews, 0).added(),
	reviewers: declare("reviewers", 1, lockAccounts,
		text("app_id", func(r *store.Reviewer) *string { return &r.AppID }),
		integer("last_audit_id", func(r *store.Reviewer) *int64 { return &r.LastAuditID }),
		encoded("rules", store.ColumnText, func(r *store.Reviewer) *[]store.ReviewRule { return &r.Rules }, "[]", func(v []store.ReviewRule) int { return len(v) }),
	).tell(store.TopicReviews, 0).added(),
	shops: declare("shops", 2, lockAccounts,
		text("app_id", func(s *store.Shop) *string { return &s.AppID }),
		text("poi_id", func(s *store.Shop) *string { return &s.PoiID }),
		text("map_poi_id", func(s *store.Shop) *string { return &s.MapPoiID }),
		text("name", func(s *store.Shop) *string { return &s.Name }),
		text("province", func(s *store.Shop) *string { return &s.Province }),
		text("city", func(s *store.Shop) *string { return &s.City }),
		text("district", func(s *store.Shop) *string { return &s.District }),
		text("address", func(s *store.Shop) *string { return &s.Address }),
		realNumber("longitude", func(s *store.Shop) *float64 { return &s.Longitude }),
		realNumber("latitude", func(s *store.Shop) *float64 { return &s.Latitude }),
		text("category", func(s *store.Shop) *string { return &s.Category }),
		list("pictures", func(s *store.Shop) *[]string { return &s.Pictures }),
		list("new_pictures", func(s *store.Shop) *[]string { return &s.NewPictures }),
		text("phone", func(s *store.Shop) *string { return &s.Phone }),
		text("hour", func(s *store.Shop) *string { return &s.Hour }),
		text("credential", func(s *store.Shop) *string { return &s.Licence }),
		text("company_name", func(s *store.Shop) *string { return &s.CompanyName }),
		list("qualifications", func(s *store.Shop) *[]string { return &s.Qualifications }),
		text("card_id", func(s *store.Shop) *string { return &s.CardID }),
		integer("status", func(s *store.Shop) *store.ShopStatus { return &s.Status }),
		text("reason", func(s *store.Shop) *string { return &s.Reason }),
		integer("audit_id", func(s *store.Shop) *int64 { return &s.AuditID }),
		integer("position", func(s *store.Shop) *int64 { return &s.Position }),
		integer("old_position", func(s *store.Shop) *int64 { return &s.OldPosition }),
		integer("upgrade", func(s *store.Shop) *store.UpgradeStatus { return &s.Upgrade }),
		text("upgrade_comment", func(s *store.Shop) *string { return &s.UpgradeComment }),
		integer("version", func(s *store.Shop) *int64 { return &s.Version }),
		moment("created_at", func(s *store.Shop) *time.Time { return &s.CreatedAt }),
		moment("updated_at", func(s *store.Shop) *time.Time { return &s.UpdatedAt }),
	).tell(store.TopicShops, 0).added(),
	shopPlaces: declare("shop_places", 1, noLock,
		text("map_poi_id", func(p *store.ShopPlace) *string { return &p.MapPoiID }),
		text("app_id", func(p *store.ShopPlace) *string { return &p.AppID }),
		text("poi_id", func(p *store.ShopPlace) *string { return &p.PoiID }),
	).added(),
	shopPositions: declare("shop_positions", 3, lockAccounts,
		text("app_id", func(p *store.ShopPosition) *string { return &p.AppID }),
		text("list", func(p *store.ShopPosition) *store.ShopList { return &p.List }),
		integer("position", func(p *store.ShopPosition) *int64 { return &p.Position }),
		text("poi_id", func(p *store.ShopPosition) *string { return &p.PoiID }),
	).added(),
	shopCounts: declare("shop_counts", 1, lockAccounts,
		text("app_id", func(c *store.ShopCounts) *string { return &c.AppID }),
		integer("listed", func(c *store.ShopCounts) *int64 { return &c.Listed }),
		integer("old", func(c *store.ShopCounts) *int64 { return &c.Old }),
		integer("unmigrated", func(c *store.ShopCounts) *int64 { return &c.Unmigrated }),
		integer("next_poi_id", func(c *store.ShopCounts) *int64 { return &c.NextPoiID }),
		integer("end_poi_id", func(c *store.ShopCounts) *int64 { return &c.EndPoiID }),
	).added(),
	cards: declare("cards", 2, lockAccounts,
		text("app_id", func(c *store.Card) *string { return &c.AppID }),
		text("card_id", func(c *store.Card) *string { return &c.CardID }),
		text("type", func(c *store.Card) *string { return &c.Type }),
		boolean("use_custom_code", func(c *store.Card) *bool { return &c.UseCustomCode }),
	).tell(store.TopicShops, 0).added(),
	places: declare("places", 1, noLock,
		text("map_poi_id", func(p *store.Place) *string { return &p.ID }),
		text("creator", func(p *store.Place) *string { return &p.Creator }),
		boolean("listed", func(p *store.Place) *bool { return &p.Listed }),
		text("name", func(p *store.Place) *string { return &p.Name }),
		text("branch", func(p *store.Place) *string { return &p.Branch }),
		text("address", func(p *store.Place) *string { return &p.Address }),
		text("province", func(p *store.Place) *string { return &p.Province }),
		text("city", func(p *store.Place) *string { return &p.City }),
		text("district", func(p *store.Place) *string { return &p.District }),
		text("district_id", func(p *store.Place) *string { return &p.DistrictID }).inIndex(),
		realNumber("lat", func(p *store.Place) *float64 { return &p.Lat }),
		realNumber("lng", func(p *store.Place) *float64 { return &p.Lng }),
		text("telephone", func(p *store.Place) *string { return &p.Telephone }),
		text("category", func(p *store.Place) *string { return &p.Category }),
		text("photo", func(p *store.Place) *string { return &p.Photo }),
	).tell(store.TopicPlaces, ofNobody).added(),
	applications: declare("applications", 2, lockAccounts,
		text("app_id", func(a *store.Application) *string { return &a.AppID }),
		integer("audit_id", func(a *store.Application) *int64 { return &a.AuditID }),
		integer("first_category", func(a *store.Application) *int64 { return &a.FirstCategory }),
		integer("second_category", func(a *store.Application) *int64 { return &a.SecondCategory }),
		text("nickname", func(a *store.Application) *string { return &a.Nickname }),
		text("intro", func(a *store.Application) *string { return &a.Intro }),
		someHash("headimg", func(a *store.Application) *store.Hash { return &a.Headimg }),
		someHash("org_code", func(a *store.Application) *store.Hash { return &a.OrgCode }),
		list("papers", func(a *store.Application) *[]string { return &a.Papers }),
		list("other_files", func(a *store.Application) *[]string { return &a.OtherFiles }),
	).tell(store.TopicReviews, 0).added(),
	auditLog: declare("audit_log", 1, noLock,
		text("id", func(e *store.AuditEntry) *string { return &e.ID }),
		moment("at", func(e *store.AuditEntry) *time.Time { return &e.At }),
		text("operator", func(e *store.AuditEntry) *string { return &e.By }),
		text("address", func(e *store.AuditEntry) *string { return &e.Address }),
		text("operation", func(e *store.AuditEntry) *string { return &e.Operation }),
		text("target", func(e *store.AuditEntry) *string { return &e.Target }),
		text("version", func(e *store.AuditEntry) *string { return &e.Version }),
		text("outcome", func(e *store.AuditEntry) *store.AuditOutcome { return &e.Outcome }),
		text("reason", func(e *store.AuditEntry) *string { return &e.Reason }),
		text("rid", func(e *store.AuditEntry) *string { return &e.RID }),
	).added().keep(),
}

// allTables are the tables in the order in which they are copied and written.
var allTables = declared.all()

var tablesByName = func() map[string]anyTable {
	tables := make(map[string]anyTable)
	for _, t := range allTables {
		tables[t.describe().Name] = t
	}
	return tables
}()

func (t *tables) all() []anyTable {
	return []anyTable{
		t.accounts, t.series, t.tokens, t.merchants, t.changes, t.media, t.blobs, t.used, t.components, t.codes,
		t.authorizations, t.targets, t.deliveries, t.faults, t.settings, t.reviews, t.reviewers, t.applications,
		t.shops, t.shopPlaces, t.shopPositions, t.shopCounts, t.cards, t.places, t.auditLog,
	}
}
