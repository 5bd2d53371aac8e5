// node-easywechat has no call for store Mini Programs: its users post to the
// path. Its axios reads the proxy from the environment.
import easywechat from 'node-easywechat'
import { answer, appid, base, checked, installed, secret } from './lines.mjs'

const app = new easywechat.OfficialAccount({ app_id: appid, secret, http: { baseURL: base } })

answer(installed('node-easywechat'), {
  token: () => app.getAccessToken().getToken(),
  async upload(path) {
    // It must be fetched first: after a failed token the file would stay with
    // the client and go out with the next call.
    await app.getAccessToken().getToken()
    const response = await app.getClient().withFile(path, 'media').post('/cgi-bin/media/upload', { params: { type: 'image' } })
    return checked(response.toObject()).media_id
  },
  async picture(path) {
    const response = await app.getClient().withFile(path, 'media').post('/cgi-bin/media/uploadimg')
    return checked(response.toObject()).url
  },
  async ticket() {
    const response = await app.getClient().get('/cgi-bin/ticket/getticket', { params: { type: 'jsapi' } })
    return checked(response.toObject()).ticket
  },
  async modify(fields) {
    const response = await app.getClient().postJson('/wxa/modify_merchant', fields)
    checked(response.toObject())
  },
})
