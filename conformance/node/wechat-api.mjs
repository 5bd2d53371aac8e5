// wechat-api has no call for store Mini Programs: patch adds one.
import { promisify } from 'node:util'
import API from 'wechat-api'
import { answer, appid, base, installed, secret } from './lines.mjs'

API.patch('modifyMerchant', `${base}/wxa/modify_merchant`)
const api = new API(appid, secret)
api.endpoint = base

const call = (name, ...args) => promisify(api[name]).apply(api, args)

answer(installed('wechat-api'), {
  token: async () => (await call('getLatestToken')).accessToken,
  upload: async (path) => (await call('uploadMedia', path, 'image')).media_id,
  async modify(fields) {
    await call('modifyMerchant', fields)
  },
})
