// node:http or node:https and nothing else: JSON and the picture go out without a type, and
// with their lengths, for Weixin takes no body in chunks.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { answer, appid, base, checked, secret } from './lines.mjs'

let kept

function call(path, query, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const url = `${base}${path}?${new URLSearchParams(query)}`
    const outgoing = (url.startsWith('https:') ? https : http).request(url, { method: body ? 'POST' : 'GET', headers }, async (incoming) => {
      try {
        resolve(checked(JSON.parse((await incoming.toArray()).join(''))))
      } catch (error) {
        reject(error)
      }
    })
    outgoing.on('error', reject)
    Readable.from(body ?? []).pipe(outgoing)
  })
}

async function token() {
  kept ??= (await call('/cgi-bin/token', { grant_type: 'client_credential', appid, secret })).access_token
  return kept
}

answer('standard library', {
  token,
  async upload(path) {
    const boundary = 'a-line-that-no-picture-has'
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="a.png"\r\n\r\n`),
      readFileSync(path),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ])
    const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': body.length }
    return (await call('/cgi-bin/media/upload', { type: 'image', access_token: await token() }, [body], headers)).media_id
  },
  async modify(fields) {
    const body = Buffer.from(JSON.stringify(fields))
    await call('/wxa/modify_merchant', { access_token: await token() }, [body], { 'Content-Length': body.length })
  },
})
