// Package typescript has types and a client in TypeScript made from docs/weixin.openapi.json,
// and makes a call with them.
package typescript
