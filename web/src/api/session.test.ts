import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { IdentityTokens } from './generated'
import { Session } from './session'

const user = { id: 'usr_1', email: 'a@example.org', displayName: '', roles: [], createdAt: '', emailVerified: true }
const tokens = (accessToken: string, expiresIn = 900): IdentityTokens => ({ accessToken, expiresIn, user })

/** The server: what it answers for a token, and how often it was asked for another. */
let good: string
let refreshed: number
let renewals: (() => Response)[]
let sent: string[]

beforeEach(() => {
  good = 'one'
  refreshed = 0
  renewals = []
  sent = []
  vi.stubGlobal('fetch', async (input: Request | string) => {
    if (typeof input === 'string') {
      refreshed++
      return (renewals.shift() ?? (() => new Response('', { status: 401 })))()
    }
    sent.push(`${input.headers.get('Authorization')} ${await input.text()}`)
    return new Response('', { status: input.headers.get('Authorization') === `Bearer ${good}` ? 200 : 401 })
  })
})
afterEach(() => vi.unstubAllGlobals())

const request = () => new Request('http://test/api', { method: 'POST', body: 'x' })
const renewal = (token: string) => () => {
  good = token
  return new Response(JSON.stringify(tokens(token)))
}

test('a request goes as whoever is signed in', async () => {
  const s = new Session()
  s.take(tokens('one'))
  expect((await s.fetch(request())).status).toBe(200)
  expect(sent).toEqual(['Bearer one x'])
})

test('a token that is refused is renewed, and the request sent once more, with its body', async () => {
  const s = new Session()
  s.take(tokens('old'))
  renewals = [renewal('two')]
  expect((await s.fetch(request())).status).toBe(200)
  expect(sent).toEqual(['Bearer old x', 'Bearer two x'])
})

test('a token that is about to expire is renewed before', async () => {
  const s = new Session()
  s.take(tokens('one', 30))
  renewals = [renewal('two')]
  expect((await s.fetch(request())).status).toBe(200)
  expect(sent).toEqual(['Bearer two x'])
})

test('many requests renew once', async () => {
  const s = new Session()
  s.take(tokens('old'))
  renewals = [renewal('two')]
  const answers = await Promise.all([s.fetch(request()), s.fetch(request()), s.fetch(request())])
  expect(answers.map((a) => a.status)).toEqual([200, 200, 200])
  expect(refreshed).toBe(1)
})

test('a session that is over is forgotten, and told', async () => {
  const s = new Session()
  s.take(tokens('old'))
  const told = vi.fn()
  s.listen(told)
  expect((await s.fetch(request())).status).toBe(401)
  expect(told).toHaveBeenCalledWith(null)
})

test('a server that is busy ends no session', async () => {
  const s = new Session()
  s.take(tokens('old'))
  const told = vi.fn()
  s.listen(told)
  renewals = [() => new Response('', { status: 503 })]
  expect((await s.fetch(request())).status).toBe(401)
  expect(told).not.toHaveBeenCalled()
})

test('who is not signed in asks for no renewal', async () => {
  expect((await new Session().fetch(request())).status).toBe(401)
  expect(refreshed).toBe(0)
})
