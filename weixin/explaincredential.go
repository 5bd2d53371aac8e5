package weixin

// explainCredential explains the codes about tokens, secrets and rights.
func explainCredential(c Code) Explanation {
	switch c {
	case InvalidCredential:
		return Explanation{
			"The access token is unknown to the service or no longer the latest one. Most often another process fetched a token for the same app id and so superseded this one; a token of another environment or a truncated one looks the same.",
			"Fetch a token again and repeat the call once, not in a loop. Let all processes use the stable token (getstableaccesstoken): fetching that one supersedes nothing.",
		}
	case InvalidAccessToken:
		return Explanation{
			"The text given as access token is not one. It may be cut off, quoted, or an app secret in the wrong place.",
			"Check what is sent as access_token: the whole token and nothing else, escaped for a URL, with room for 512 characters where it is stored.",
		}
	case AccessTokenMissing:
		return Explanation{
			"The call carried no access token. It belongs into the query of the URL, also for POST; a token in the body or in a header is not looked at.",
			"Add ?access_token=TOKEN to the URL. From inside Weixin's cloud: this interface may not support cloud calls, then it needs a token as well.",
		}
	case AccessTokenExpired:
		return Explanation{
			"The access token was valid once, but its two hours are over.",
			"Fetch a new token and repeat the call once. Renew tokens a few minutes before the end that expires_in tells.",
		}
	case InvalidGrantType:
		return Explanation{
			"grant_type has a value that this interface does not know, or is missing.",
			"Send grant_type=" + GrantClientCredential + ".",
		}
	case InvalidAppID:
		return Explanation{
			"No account has this app id. It begins with wx and has 18 characters; the gh_… name of an account is something else.",
			"Copy the app id from the account's development settings (on wxastore: from its seed file or console), and check that the call goes to the server that knows the account.",
		}
	case AppIDMissing:
		return Explanation{
			"The request has no appid.",
			"Send appid: in the query of getaccesstoken, in the JSON body of getstableaccesstoken.",
		}
	case InvalidAppSecret:
		return Explanation{
			"The app id exists, but the secret is not its secret. Usual reasons: the secret was reset, or it is that of another app.",
			"Take the present secret from the account's development settings (on wxastore: from its seed file or console). If it was reset, change it everywhere it is used; repeating the call does not help.",
		}
	case AppSecretMissing:
		return Explanation{
			"The request has no secret.",
			"Send secret beside appid, and do so from a server only: whoever has the secret is the account.",
		}
	case InvalidIP:
		return Explanation{
			"The account has an IP allow-list and the address that this request came from is not on it. The errmsg names the address that the server saw.",
			"Add that address to the account's allow-list, or fetch tokens on a machine that is on it. Laptops and CI runners change their addresses: give them tokens from one central place instead.",
		}
	case APIUnauthorized:
		return Explanation{
			"The account may not use this interface: it is of a kind that the page does not list, belongs to a natural person, is not verified, or lacks the permission. The token itself is fine.",
			"Compare the account's kind with the callers that the page lists, and look at its interface permissions. A new token changes nothing.",
		}
	case NoPermission:
		return Explanation{
			"The account is barred from the store Mini Program. Weixin opens it to accounts of certain first-level categories only.",
			"Check the account's category and its rights in its administration (on wxastore: in its seed file). Repeating the call does not help.",
		}
	case 61003:
		return Explanation{
			"The merchant has not authorized this third-party platform, or has withdrawn the authorization.",
			"Ask the merchant to authorize the platform again.",
		}
	case 61007:
		return Explanation{
			"The merchant has authorized the third-party platform, but granted none of the permission sets that open this interface.",
			"Compare the page's permission sets with those granted. To get another one, the merchant has to authorize the platform again.",
		}
	}
	return Explanation{}
}
