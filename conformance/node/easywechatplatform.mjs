// node-easywechat as a third-party platform. It is started with LISTEN BASE
// APPID SECRET TOKEN KEY, and asked the same lines as go/silenceperplatform.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import easywechat from 'node-easywechat'
import { checked, installed } from './lines.mjs'

const [, base, appid, secret, token, aesKey] = process.argv.slice(2)
const config = () => ({ app_id: appid, secret, token, aes_key: aesKey, http: { baseURL: base } })
const app = new easywechat.OpenPlatform(config())
const refreshTokens = {}
const events = []
const tickets = [] // that nobody has asked for yet
let arrived = () => {}

// receive lets the SDK answer what is pushed. An application answers one
// request: it keeps the handlers of those before.
async function receive(request, response) {
  const one = new easywechat.OpenPlatform(config()).setCache(app.getCache())
  one.setRequest(await easywechat.ServerRequest.createFromIncomingMessage(request))
  const server = one.getServer()
  server.with((message, next) => {
    const account = new URL(request.url, 'http://localhost').pathname.match(/^\/messages\/(.*)$/)
    const review = message.get('audit_id') ? ` ${message.get('audit_id')} ${message.get('status')}` : ''
    events.push(account ? `${message.get('Event')} ${account[1]}${review}` : `${message.get('InfoType')} ${message.get('AuthorizerAppid') ?? ''}`)
    return next(message)
  })
  const answer = await server.serve()
  response.writeHead(answer.getStatusCode(), answer.getHeaders())
  response.end(answer.getBody().toString())
  if (events.at(-1).startsWith('component_verify_ticket')) {
    tickets.push(true)
    arrived()
  }
}

const server = createServer((request, response) => {
  receive(request, response).catch((error) => response.writeHead(500).end(`${error.message}`))
})

function account(id) {
  return app.getOfficialAccountWithRefreshToken(id, refreshTokens[id])
}

async function act(question) {
  switch (question.do) {
    case 'ticket':
      while (tickets.length === 0) await new Promise((resolve) => { arrived = resolve })
      tickets.shift()
      await app.getComponentAccessToken().refresh() // with the ticket that was stored
      return ''
    case 'page':
      return app.createPreAuthorizationUrl(question.path)
    case 'authorized': {
      const authorization = await app.getAuthorization(question.code)
      if (authorization.getAppId() !== question.appid) throw new Error(`the code is of ${authorization.getAppId()}`)
      refreshTokens[question.appid] = authorization.getRefreshToken()
      return authorization.toObject().authorization_info.func_info.map((f) => f.funcscope_category.id).join(',')
    }
    case 'name': {
      const body = { component_appid: appid, authorizer_appid: question.appid }
      const answer = await app.getClient().postJson('/cgi-bin/component/api_get_authorizer_info', body)
      return checked(answer.toObject()).authorizer_info.nick_name
    }
    case 'upload': {
      const client = (await account(question.appid)).getClient()
      const answer = await client.withFile(question.path, 'media').post('/cgi-bin/media/upload', { params: { type: 'image' } })
      return checked(answer.toObject()).media_id
    }
    case 'post': {
      const client = (await account(question.appid)).getClient()
      return JSON.stringify(checked((await client.postJson(question.path, question.fields)).toObject()))
    }
    case 'events':
      return events.join('\n')
  }
  throw new Error(`cannot do ${question.do}`)
}

server.listen(0, '127.0.0.1', async () => {
  const write = (line) => process.stdout.write(JSON.stringify(line) + '\n')
  const version = `${installed('node-easywechat')} (Node ${process.versions.node})`
  write({ version, value: `http://127.0.0.1:${server.address().port}` })
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      write({ value: await act(JSON.parse(line)) })
    } catch (error) {
      write({ error: `${error.code ?? ''} ${error.message} ${error.cause ?? ''}` })
    }
  }
  server.close()
  server.closeAllConnections()
})
