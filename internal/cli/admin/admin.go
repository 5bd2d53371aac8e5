package admin

import (
	"bytes"
	"io"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
)

// Commands are the verbs of the console's operations: what the operator does to a
// running service, as the console's pages do.
type Commands struct{ kong.Plugins }

// New returns the commands.
func New() Commands { return Commands{kong.Plugins{grammar(verbs())}} }

// Help is the long text of admin --help.
func (Commands) Help() string {
	return `Finds the service of --data, or asks the console of --console. The token that
the service has made is found in the folder, which has to be this user's own; one
that it was given is WXASTORE_CONSOLE_TOKEN.

  wxastore admin merchants list --search 示例
  wxastore admin calls tail
  wxastore admin clock advance 2h
  wxastore admin snapshot before.snapshot
  wxastore admin restore before.snapshot --yes`
}

// verb is a command. Its name is one word, or a group's and its own.
type verb struct {
	name, help string
	command    any
}

// ask is the verb of an operation whose input is arguments and flags.
func ask[In, Out any](o api.Op[In, Out]) verb {
	if o.Destroys != "" {
		return with(o.Operation, destroying[In, Out]{op: o})
	}
	return with(o.Operation, asking[In, Out]{op: o})
}

// with is the verb of an operation whose input is made by a command.
func with(o api.Operation, command any) verb { return verb{o.Verb, o.Doc, command} }

// verbs are all, in the order in which they are listed.
func verbs() []verb {
	return []verb{
		ask(api.ListAccounts), ask(api.ShowAccount), with(api.CreateAccount.Operation, createAccount{}), with(api.PutAccount.Operation, putAccount{}),
		ask(api.DropAccount), ask(api.RollSecret), ask(api.MakeToken), ask(api.ListTokens), ask(api.RevokeToken), ask(api.ListGrants), ask(api.CheckMessages), ask(api.SendTestEvent),
		ask(api.ListPushes), ask(api.ShowPush), ask(api.ResendPush), ask(api.DropPush),
		ask(api.ListMerchants), ask(api.ShowMerchant), ask(api.PutMerchant), ask(api.DropMerchant), ask(api.ListChanges), ask(api.RevertMerchant),
		ask(api.ShowApplication), ask(api.SetApplication),
		ask(api.ListStores), ask(api.ShowStore), ask(api.AddStore), with(api.PutStore.Operation, putStore{}), ask(api.DropStore),
		ask(api.ListCards), ask(api.ShowCard), ask(api.AddCard), ask(api.PutCard), ask(api.DropCard),
		ask(api.ListReviews), ask(api.ShowReview), ask(api.DecideReview), ask(api.DecideReviews),
		ask(api.ListPlaces), ask(api.ShowPlace), ask(api.PutPlace), ask(api.DropPlace),
		ask(api.ListComponents), ask(api.ShowComponent), ask(api.CreateComponent), with(api.PutComponent.Operation, putComponent{}), ask(api.DropComponent),
		ask(api.ListCalls), ask(api.CountCalls), ask(api.ShowCall), {"calls tail", "Print calls as they come.", tailCalls{}}, ask(api.ClearCalls),
		with(api.Send.Operation, send{}),
		ask(api.ShowClock),
		{"clock set", "Make the clock show a time.", setClock{}},
		{"clock advance", "Move the clock forward; what falls due has happened then.", advanceClock{}},
		{"clock scale", "Make time pass faster or slower; 0 stops it.", scaleClock{}},
		{"clock reset", "Make the clock the system's again.", resetClock{}},
		ask(api.ListFaults), with(api.PutFault.Operation, putFault{}), ask(api.DropFault), ask(api.ClearFaults),
		ask(api.Search), ask(api.ListQuotas),
		with(api.Reset.Operation, reset{}), with(api.ApplySeed.Operation, seed{}), with(api.TakeSnapshot.Operation, snapshot{}), with(api.Restore.Operation, restore{}),
		ask(api.ShowUndo), with(api.Undo.Operation, undo{}), ask(api.ListAudit),
	}
}

// groups say what the verbs of a group are about.
func groups() map[string]string {
	return map[string]string{
		"accounts": "Accounts", "merchants": "Store Mini Programs", "applications": "Applications for store Mini Programs", "stores": "Stores", "cards": "Cards that stores offer", "places": "Places on the map", "components": "Third-party platforms", "reviews": "Reviews", "calls": "The journal of calls", "clock": "The service's time", "faults": "Injected faults", "events": "Events that wait to be pushed, or were given up",
	}
}

// grammar makes a pointer to a struct for the parser: a field for each verb or group
// of verbs.
func grammar(verbs []verb) any {
	var fields []reflect.StructField
	var values []reflect.Value
	for i := 0; i < len(verbs); {
		v := verbs[i]
		group, _, inGroup := strings.Cut(v.name, " ")
		n := 1
		if inGroup {
			var own []verb
			var names []string
			for _, one := range verbs[i:] {
				if name, ok := strings.CutPrefix(one.name, group+" "); ok {
					own, names = append(own, verb{name, one.help, one.command}), append(names, name)
				}
			}
			n = len(own)
			v = verb{group, groups()[group] + ": " + strings.Join(names, ", ") + ".", reflect.ValueOf(grammar(own)).Elem().Interface()}
		}
		i += n
		value := reflect.ValueOf(v.command)
		fields = append(fields, reflect.StructField{
			Name: strings.ToUpper(v.name[:1]) + v.name[1:], Type: value.Type(), Tag: reflect.StructTag(`cmd:"" help:"` + v.help + `"`),
		})
		values = append(values, value)
	}
	made := reflect.New(reflect.StructOf(fields))
	for i, value := range values {
		made.Elem().Field(i).Set(value)
	}
	return made.Interface()
}

// readBody reads the body of an operation. from is where it stands, otherwise says what to
// give if that is not JSON.
func readBody(in io.Reader, from, otherwise string, body any) error {
	text, err := command.ReadJSON(in, from, otherwise)
	if err != nil {
		return err
	}
	return api.Decode(bytes.NewReader(text), body)
}
