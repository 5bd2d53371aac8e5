// node-easywechat has no call for store Mini Programs: its users post to the
// path. Its axios reads the proxy from the environment.
import easywechat from 'node-easywechat'
import { answer, appid, base, checked, installed, secret } from './lines.mjs'

const app = new easywechat.OfficialAccount({ app_id: appid, secret, http: { baseURL: base } })

const get = (path) => async () => checked((await app.getClient().get(path)).toObject())
const post = (path) => async (fields) => checked((await app.getClient().postJson(path, fields)).toObject())

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
    await post('/wxa/modify_merchant')(fields)
  },
  stores: {
    category: get('/wxa/get_merchant_category'),
    apply: post('/wxa/apply_merchant'),
    audit: post('/wxa/get_merchant_audit_info'), // as a script of its users does
    modify: post('/wxa/modify_merchant'),
    district: get('/wxa/get_district'),
    search: post('/wxa/search_map_poi'),
    create: post('/wxa/create_map_poi'),
    add: post('/wxa/add_store'),
    update: post('/wxa/update_store'),
    info: post('/wxa/get_store_info'),
    list: post('/wxa/get_store_list'),
    card: post('/card/storewxa/get'),
    'set card': post('/card/storewxa/set'),
    delete: post('/wxa/del_store'),
  },
})
