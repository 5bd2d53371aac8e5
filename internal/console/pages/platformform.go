package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// platformForm is a third-party platform as a form has it.
type platformForm struct {
	api.ComponentFields
	AppID, Version string
	// Clashes are what another operator has changed since.
	Clashes []clash
}

// Sets are the permission sets as they are typed.
func (f platformForm) Sets() string {
	texts := make([]string, len(f.PermissionSets))
	for i, set := range f.PermissionSets {
		texts[i] = strconv.Itoa(set)
	}
	return strings.Join(texts, " ")
}

// createPlatform adds a platform and shows its secret, once.
func (s *site) createPlatform(w http.ResponseWriter, r *http.Request) error {
	form, err := readPlatform(r)
	var made api.Secret
	if err == nil {
		made, err = do(s, r, api.CreateComponent, api.ComponentCreation{Body: api.NewComponent{AppID: form.AppID, ComponentFields: form.ComponentFields}})
	}
	if err != nil {
		return s.formAgain(r, err, func(status int, problem string) error { return s.showPlatforms(w, r, form, status, problem) })
	}
	return s.showSecret(w, r, made, "platform.made")
}

// changePlatform keeps what the form says of a platform, unless another operator has
// changed it since the form was opened.
func (s *site) changePlatform(w http.ResponseWriter, r *http.Request) error {
	form, err := readPlatform(r)
	if err == nil {
		_, err = do(s, r, api.PutComponent, api.ComponentChange{ComponentID: componentID(r), Body: api.Component{ComponentFields: form.ComponentFields, Version: form.Version}})
	}
	if there, ok := clashing[api.Component](err); ok {
		form.Version, form.Clashes, err = there.Version, recordClashes("platform", form.ComponentFields, there.ComponentFields, s.words(r)), clashed()
	}
	return s.formDone(w, r, err, componentPath(r), "saved", func(status int, problem string) error {
		return s.showPlatform(w, r, grantForm{}, form, status, problem)
	})
}

// readPlatform reads the form of a platform. It comes back even if something in it is
// wrong.
func readPlatform(r *http.Request) (*platformForm, error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := &platformForm{AppID: get("appid"), Version: get("version"), ComponentFields: api.ComponentFields{
		Name: get("name"), EventURL: get("event_url"), MessageURL: get("message_url"), RedirectDomain: get("redirect_domain"),
		Token: get("token"), EncodingAESKey: get("encoding_aes_key"), PreviousEncodingAESKey: get("previous_encoding_aes_key"),
	}}
	for _, text := range strings.FieldsFunc(get("permission_sets"), func(r rune) bool { return r == ' ' || r == ',' || r == '，' || r == '\n' }) {
		set, err := strconv.Atoi(text)
		if err != nil {
			return f, invalidf("set %q is not a number", text)
		}
		f.PermissionSets = append(f.PermissionSets, set)
	}
	f.PermissionSets = slices.Compact(f.PermissionSets)
	return f, nil
}
