// Lets a client in Node judge: it answers the lines that the conformance test
// writes, one after the other.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export const [base, appid, secret] = process.argv.slice(2)

// installed returns the version of a package that is really there.
export function installed(name) {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).version
}

// answer lets a client do what it is asked. A client with the method keep gets
// another token when the one that it keeps is refused.
// One with the methods picture and ticket is tried on these calls, too, and one with
// stores, functions by the names of the conformance table, on those.
export async function answer(version, client) {
  const write = (line) => process.stdout.write(JSON.stringify(line) + '\n')
  const stores = Object.keys(client.stores ?? {})
  write({ version: `${version} (Node ${process.versions.node})`, keeps: 'keep' in client, more: 'picture' in client, stores })
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line)
    try {
      const value = await act(client, question)
      write({ value: typeof value === 'object' ? JSON.stringify(value) : value })
    } catch (error) {
      write({ error: `${error.code ?? ''} ${error.message} ${error.cause ?? ''}` })
    }
  }
}

function act(client, question) {
  switch (question.do) {
    case 'token': return client.token()
    case 'upload': return client.upload(question.path)
    case 'modify': return client.modify(question.fields)
    case 'picture': return client.picture(question.path)
    case 'ticket': return client.ticket()
    case 'keep': return client.keep(question.token)
    case 'store': return client.stores[question.method](question.fields)
  }
  throw new Error(`cannot do ${question.do}`)
}

// checked returns an answer of the interface, or throws it where it has an
// errcode: for clients that leave this to their users.
export function checked(body) {
  if (body.errcode) throw new Error(JSON.stringify(body))
  return body
}
