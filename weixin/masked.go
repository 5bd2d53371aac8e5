package weixin

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"
)

// masked is a struct as %+v has it, with credentials replaced.
func masked(v any) string {
	value := reflect.ValueOf(v)
	var b strings.Builder
	b.WriteString(value.Type().String() + "{")
	for i := range value.NumField() {
		name, field := value.Type().Field(i).Name, value.Field(i)
		if i > 0 {
			b.WriteString(" ")
		}
		if field.Kind() == reflect.String && field.String() != "" && IsCredential(name) {
			b.WriteString(name + ":[redacted]")
			continue
		}
		fmt.Fprintf(&b, "%s:%+v", name, field.Interface())
	}
	return b.String() + "}"
}

// What holds a credential is printed and logged without it, whatever the verb.

// Format implements fmt.Formatter.
func (v AccessTokenRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AccessTokenRequest) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v AccessTokenResponse) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AccessTokenResponse) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v StableAccessTokenRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v StableAccessTokenRequest) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v ClearQuotaByAppSecretRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v ClearQuotaByAppSecretRequest) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v StartPushTicketRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v StartPushTicketRequest) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v ComponentAccessTokenRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v ComponentAccessTokenRequest) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v ComponentAccessTokenResponse) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v ComponentAccessTokenResponse) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v PreAuthCodeResponse) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v PreAuthCodeResponse) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v AuthorizerRefreshTokenRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AuthorizerRefreshTokenRequest) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v AuthorizerRefreshTokenResponse) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AuthorizerRefreshTokenResponse) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (i AuthorizationInfo) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(i)) }

// LogValue implements slog.LogValuer.
func (i AuthorizationInfo) LogValue() slog.Value { return slog.StringValue(masked(i)) }

// Format implements fmt.Formatter.
func (v AuthorizerAccessTokenRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AuthorizerAccessTokenRequest) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v AuthorizerAccessTokenResponse) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AuthorizerAccessTokenResponse) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v AuthorizerInfoResponse) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AuthorizerInfoResponse) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v AuthorizerListResponse) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AuthorizerListResponse) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v Authorizer) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v Authorizer) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v TicketBody) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v TicketBody) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v AuthorizedBody) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v AuthorizedBody) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v ComponentEvent) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v ComponentEvent) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v ClearComponentQuotaRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v ClearComponentQuotaRequest) LogValue() slog.Value { return slog.StringValue(masked(v)) }

// Format implements fmt.Formatter.
func (v GetTicketResponse) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked(v)) }

// LogValue implements slog.LogValuer.
func (v GetTicketResponse) LogValue() slog.Value { return slog.StringValue(masked(v)) }
