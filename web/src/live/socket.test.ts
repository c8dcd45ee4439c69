import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Gone, Refused, Socket, TooLarge, Unanswered } from './socket'

/** A WebSocket that the test answers for. */
class Fake {
  static all: Fake[] = []
  onopen: (() => void) | null = null
  onmessage: ((e: { data: string }) => void) | null = null
  onclose: ((e: { code: number }) => void) | null = null
  sent: Array<{ id: string; action: string }> = []
  closed = false
  constructor(readonly url: string) {
    Fake.all.push(this)
  }
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.closed = true
  }
  say(m: unknown) {
    this.onmessage?.({ data: JSON.stringify(m) })
  }
}

const latest = () => Fake.all.at(-1) as Fake
let tickets = 0

function connect() {
  const socket = new Socket({
    url: 'ws://test/ws',
    ticket: async () => `t${++tickets}`,
    connect: (url) => new Fake(url) as unknown as WebSocket,
    random: () => 1,
  })
  socket.start()
  return socket
}

beforeEach(() => {
  vi.useFakeTimers()
  Fake.all = []
  tickets = 0
})
afterEach(() => vi.useRealTimers())

test('answers find their frames, in any order', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  const [a, b] = [s.call('ping'), s.call('document.log', { after: 1 })]
  const [first, second] = latest().sent
  latest().say({ re: second?.id, status: 200, body: 'b' })
  latest().say({ re: first?.id, status: 200, body: 'a' })
  expect([await a, await b]).toEqual(['a', 'b'])
})

test('a refusal carries the problem', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  const call: Promise<Refused> = s.call<Refused>('subscribe').catch((e) => e)
  latest().say({ re: '1', status: 404, body: { code: 'not_found', detail: 'gone' } })
  expect(await call).toBeInstanceOf(Refused)
  expect((await call).data.code).toBe('not_found')
})

test('what has no answer is sent again over the next connection, with another ticket', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  const call = s.call('chat.send', { id: 'msg_1' })
  latest().onclose?.({ code: 1006 })
  expect(s.status).toBe('waiting')
  await vi.advanceTimersByTimeAsync(250)
  latest().onopen?.()
  expect(Fake.all.map((f) => f.url)).toEqual(['ws://test/ws?ticket=t1', 'ws://test/ws?ticket=t2'])
  expect(latest().sent).toHaveLength(1)
  latest().say({ re: '1', status: 200, body: 'done' })
  expect(await call).toBe('done')
})

test('what is said while there is no connection waits for one', async () => {
  const s = connect()
  const call = s.call('ping')
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  latest().say({ re: '1', status: 200, body: 1 })
  expect(await call).toBe(1)
})

test('pauses double up to half a minute', async () => {
  connect()
  const pauses: number[] = []
  for (let i = 0; i < 9; i++) {
    await vi.advanceTimersByTimeAsync(0)
    const before = Fake.all.length
    latest().onclose?.({ code: 1006 })
    const begun = Date.now()
    while (Fake.all.length === before) await vi.advanceTimersByTimeAsync(50)
    pauses.push(Date.now() - begun)
  }
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000])
})

test('too many requests: the frame is sent again after the time that was told', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  const call = s.call('ping')
  latest().say({ re: '1', status: 429, body: { retryAfter: 3 } })
  await vi.advanceTimersByTimeAsync(2900)
  expect(latest().sent).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(latest().sent).toHaveLength(2)
  latest().say({ re: '1', status: 200, body: 'ok' })
  expect(await call).toBe('ok')
})

test('a line that gives no answer is left for another; a frame that never has one is given up', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  const call = s.call('chat.send').catch((e) => e)
  for (let i = 1; i < 5; i++) {
    await vi.advanceTimersByTimeAsync(35_000)
    expect(Fake.all).toHaveLength(i + 1)
    latest().onopen?.()
    expect(latest().sent.map((f) => f.action)).toEqual(['chat.send'])
  }
  await vi.advanceTimersByTimeAsync(35_000)
  expect(await call).toBeInstanceOf(Unanswered)
  expect(Fake.all).toHaveLength(5)
})

test('stop rejects what waits, and nothing connects again', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  const call = s.call('ping').catch((e) => e)
  s.stop()
  expect(await call).toBeInstanceOf(Gone)
  expect(latest().closed).toBe(true)
  latest().onclose?.({ code: 1006 })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(Fake.all).toHaveLength(1)
})

test('what one person asked for is not sent over the connection of the next', async () => {
  const s = connect()
  s.call('chat.send').catch(() => {})
  s.stop()
  s.start()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  void s.call('ping')
  expect(latest().sent.map((f) => f.action)).toEqual(['ping'])
})

test.each([
  ['comes', () => Promise.resolve('t')],
  ['is refused', () => Promise.reject(new Error('no'))],
])('a ticket that %s after the stop connects nobody', async (_, ticket) => {
  const s = new Socket({ url: 'ws://test/ws', ticket, connect: (url) => new Fake(url) as unknown as WebSocket })
  s.start()
  s.stop() // before the answer
  await vi.advanceTimersByTimeAsync(60_000)
  expect(Fake.all).toEqual([])
  expect(s.status).toBe('idle')
})

test('an answer that comes twice, and one to nothing, leave the line as it is', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  const call = s.call('ping')
  latest().say({ re: '1', status: 200, body: 1 })
  latest().say({ re: '1', status: 429, body: { retryAfter: 1 } })
  latest().say({ message: 'Internal server error', connectionId: 'x', requestId: 'y' })
  expect(await call).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(latest().sent).toHaveLength(1) // not again
  expect(Fake.all).toHaveLength(1)
})

test('what those who hear of the connection ask for is sent once, after what waited', async () => {
  const s = connect()
  s.onStatus((status) => status === 'online' && void s.call('subscribe').catch(() => {}))
  void s.call('chat.send')
  for (let i = 0; i < 2; i++) {
    await vi.advanceTimersByTimeAsync(250)
    latest().onopen?.()
    if (i === 0) expect(latest().sent.map((f) => f.action)).toEqual(['chat.send', 'subscribe'])
    else expect(latest().sent.map((f) => f.id)).toEqual(['1', '2', '3'])
    latest().onclose?.({ code: 1006 })
  }
})

test('a frame larger than a browser may send is refused before it is sent', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  await expect(s.call('document.commit', { text: 'ä'.repeat(16 << 10) })).rejects.toThrow(TooLarge)
  expect(latest().sent).toEqual([])
})

test('a frame that the server finds too large is given up, and all others are sent again', async () => {
  const s = connect()
  await vi.advanceTimersByTimeAsync(0)
  latest().onopen?.()
  void s.call('subscribe')
  const large = s.call('document.commit', { text: 'x'.repeat(1000) }).catch((e) => e)
  void s.call('presence')
  latest().onclose?.({ code: 1009 })
  expect(await large).toBeInstanceOf(TooLarge)
  await vi.advanceTimersByTimeAsync(250)
  latest().onopen?.()
  expect(latest().sent.map((f) => f.action)).toEqual(['subscribe', 'presence'])
  for (const { id } of [...latest().sent]) latest().onmessage?.({ data: JSON.stringify({ re: id, status: 200 }) })
  const lines = Fake.all.length
  await vi.advanceTimersByTimeAsync(60_000) // nobody waits for an answer to it
  expect(Fake.all.length).toBe(lines)
})

test('an idle connection is kept by pings, and left before its two hours are over', async () => {
  connect()
  await vi.advanceTimersByTimeAsync(0)
  const first = latest()
  first.onopen?.()
  await vi.advanceTimersByTimeAsync(4 * 60_000)
  expect(first.sent.map((f) => f.action)).toEqual(['ping'])
  await vi.advanceTimersByTimeAsync(110 * 60_000)
  expect(first.closed).toBe(true)
  expect(Fake.all.length).toBe(2)
})
