// A client made from the document, which the compiler checks and node runs.
import createClient from "openapi-fetch";
import type { paths } from "./weixin.js";

const [baseUrl, appid, secret] = process.argv.slice(2);
const weixin = createClient<paths>({ baseUrl });

const token = await weixin.POST("/cgi-bin/stable_token", { body: { grant_type: "client_credential", appid, secret } });
const answer = token.data as { access_token?: string };
const modified = await weixin.POST("/wxa/modify_merchant", {
  params: { query: { access_token: answer.access_token ?? "" } },
  body: { headimg_mediaid: "", intro: "修改的内容" },
});
// @ts-expect-error there is no such parameter
await weixin.POST("/wxa/modify_merchant", { params: { query: {} }, body: { introduction: 1 } });
console.log(modified.data?.errcode, modified.data?.errmsg);
