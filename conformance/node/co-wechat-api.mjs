// co-wechat-api has no call for store Mini Programs: its users call request.
import API from 'co-wechat-api'
import { answer, appid, base, installed, secret } from './lines.mjs'

const api = new API(appid, secret)
api.prefix = `${base}/cgi-bin/`
api.wxaPrefix = `${base}/wxa/`

const token = async () => (await api.ensureAccessToken()).accessToken

answer(installed('co-wechat-api'), {
  token,
  upload: async (path) => (await api.uploadMedia(path, 'image')).media_id,
  async modify(fields) {
    await api.request(`${api.wxaPrefix}modify_merchant?access_token=${await token()}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      data: JSON.stringify(fields),
    })
  },
  keep: (accessToken) => api.saveToken(new API.AccessToken(accessToken, Date.now() + 3600_000)),
})
