import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Pending } from './deliver'
import { LiveDocument, type Wire } from './document'
import { keeper } from './kept'
import { type Push, Refused, type Status, TooLarge, Unanswered } from './socket'
import { apply, CannotApply, type Commit, type Edit, Root, type State, type StateJSON } from './state'

const beginning: Edit[] = [
  { op: 'create', id: Root, type: 'canvas', props: {} },
  { op: 'create', id: 'a', type: 'text', parent: Root, order: 'a0', props: { n: 0 } },
]

/** A server with one document, whose pushes and answers the test may lose. */
class Server implements Wire {
  status: Status = 'online'
  log: Commit[] = [{ seq: 1, id: 'first', by: 'x', at: '', edits: beginning }]
  following = false
  /** Commits that are too large for a message. */
  large = new Set<number>()
  /** What becomes of the next pushes and answers; true arrives. */
  fates: boolean[] = []
  late: Push[] = []
  private pushes = new Set<(p: Push) => void>()
  private statuses = new Set<(s: Status) => void>()

  onPush = (f: (p: Push) => void) => {
    this.pushes.add(f)
    return () => this.pushes.delete(f)
  }
  onStatus = (f: (s: Status) => void) => {
    this.statuses.add(f)
    return () => this.statuses.delete(f)
  }

  state(): State {
    return this.log.reduce<State>((s, c) => ({ ...apply(s, c.edits), seq: c.seq }), { seq: 0, kind: 'canvas', objects: new Map() })
  }

  /** add commits; like the server, it looks for the id after the basis only. */
  add(id: string, edits: Edit[], basis = 0): Commit {
    const old = this.log.find((c) => c.id === id && c.seq > basis)
    if (old) return old
    apply(this.state(), edits) // throws what cannot be
    const c: Commit = { seq: this.log.length + 1, id, by: 'x', at: '', edits }
    this.log.push(c)
    this.push({ id: `evt_${c.seq}`, type: 'document.commit', topic: 'doc', seq: c.seq, data: c })
    return c
  }

  push(p: Push) {
    if (!this.following) return
    if (this.fates.shift() ?? true) for (const f of this.pushes) f(p)
    else this.late.push(p)
  }

  set(s: Status) {
    this.status = s
    this.following = false
    for (const f of this.statuses) f(s)
  }

  private page(after: number) {
    const large = this.log.findIndex((c) => c.seq > after && this.large.has(c.seq))
    return { items: this.log.slice(after, Math.min(after + 3, large < 0 ? Number.POSITIVE_INFINITY : large)), head: this.log.length }
  }

  call = (async (action: string, args: Record<string, unknown> = {}) => {
    await Promise.resolve()
    const after = Number(args.after ?? 0)
    switch (action) {
      case 'subscribe':
        this.following = true
        return this.page(after)
      case 'document.log':
        return this.page(after)
      case 'document.commit':
        if (JSON.stringify(args).length > 10_000) throw new TooLarge('')
        try {
          return this.add(String(args.commitId), args.edits as Edit[], Number(args.basis))
        } catch (e) {
          if (!(e instanceof CannotApply)) throw e
          throw new Refused({ status: 409, code: 'missing_target', title: '', detail: 'it is gone' })
        }
      case 'unsubscribe':
        this.following = false
        return undefined
      case 'presence':
        if (!this.following) throw new Refused({ status: 409, code: 'not_following', title: '', detail: '' })
        return { pauseMs: 0 }
    }
    return undefined
  }) as Wire['call']
}

let ids = 0

const kept = () => keeper<Pending>('commit-')

const noted = vi.fn()
const refused = vi.fn()

const byRest: string[] = []

const first = { seq: 1, kind: 'canvas', objects: [...apply({ seq: 0, kind: 'canvas', objects: new Map() }, beginning).objects.values()] }

async function opened(server = new Server(), state: StateJSON = first) {
  const doc = new LiveDocument('doc', server, {
    load: async () => ({ name: 'n', role: 'editor', state }),
    log: async (_, after) => ({ items: server.log.slice(after), head: server.log.length }),
    newId: () => `commit_${++ids}`,
    commit: async (_, c) => {
      byRest.push(c.commitId)
      return server.add(c.commitId, c.edits, c.basis)
    },
    kept: kept(),
    refused,
    noted,
  })
  doc.open()
  await vi.advanceTimersByTimeAsync(0)
  return { server, doc }
}

const n = (doc: LiveDocument) => doc.get().state.objects.get('a')?.props.n
const set = (value: number): Edit => ({ op: 'set', id: 'a', props: { n: value } })

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  refused.mockClear()
})
afterEach(() => vi.useRealTimers())

test("one's own edit shows at once, and is acknowledged", async () => {
  const { server, doc } = await opened()
  doc.commit([set(5)])
  expect(n(doc)).toBe(5)
  expect(doc.get().pending).toBe(1)
  await vi.advanceTimersByTimeAsync(0)
  expect(doc.get().pending).toBe(0)
  expect(server.log).toHaveLength(2)
})

test("others' edits go below one's own that wait", async () => {
  const { server, doc } = await opened()
  server.call = () => new Promise(() => {})
  doc.commit([set(5)])
  server.add('other', [set(9), { op: 'create', id: 'b', type: 'text', parent: Root, order: 'a1', props: {} }])
  expect(n(doc)).toBe(5)
  expect(doc.get().state.objects.has('b')).toBe(true)
})

test('an edit that is refused is taken back, and said', async () => {
  const { server, doc } = await opened()
  server.fates = [false] // the deletion is not told in time
  server.add('other', [{ op: 'delete', id: 'a' }])
  doc.commit([set(5)])
  expect(n(doc)).toBe(5)
  await vi.advanceTimersByTimeAsync(0)
  expect(refused.mock.calls).toEqual([[expect.any(Refused), expect.objectContaining({ edits: [set(5)] })]])
  expect(doc.get().pending).toBe(0)
  expect(n(doc)).toBe(0)
  expect(kept().all()).toEqual([])
})

test('what has no answer when the page is left is sent when it opens again, once and in order', async () => {
  const { server, doc } = await opened()
  server.set('waiting')
  const silent = server.call
  server.call = () => new Promise(() => {})
  doc.commit([{ op: 'create', id: 'b', type: 'text', parent: Root, order: 'a1', props: { n: 1 } }])
  doc.commit([{ op: 'set', id: 'b', props: { n: 2 } }])
  doc.close()
  server.call = silent
  server.set('online')
  server.add(`commit_${ids - 1}`, [{ op: 'create', id: 'b', type: 'text', parent: Root, order: 'a1', props: { n: 1 } }]) // it had arrived
  const again = await opened(server)
  await vi.advanceTimersByTimeAsync(0)
  expect(again.doc.get().state.objects.get('b')?.props.n).toBe(2)
  expect(again.doc.get().pending).toBe(0)
  expect(server.log).toHaveLength(3)
  expect(kept().all()).toEqual([])
})

test('what was made before the page was left, without a word of it, is not made twice', async () => {
  const { server, doc } = await opened()
  const real = server.call
  server.call = (async (action: string, args = {}) => {
    await (real as (a: string, b: object) => Promise<unknown>)(action, args)
    return new Promise(() => {}) // the reply is lost
  }) as Wire['call']
  server.fates = [false]
  doc.commit([set(5)])
  await vi.advanceTimersByTimeAsync(0)
  doc.close()
  server.call = real
  server.add('other', [set(9)])
  const { objects, ...state } = server.state()
  const again = await opened(server, { ...state, objects: [...objects.values()] }) // it has both
  await vi.advanceTimersByTimeAsync(0)
  expect(server.log.map((c) => c.id)).toEqual(['first', `commit_${ids}`, 'other'])
  expect(n(again.doc)).toBe(9)
  expect(again.doc.get().pending).toBe(0)
})

test('a commit that the server does not answer is sent again', async () => {
  const { server, doc } = await opened()
  const real = server.call
  server.call = () => Promise.reject(new Unanswered('no answer'))
  doc.commit([set(5)])
  await vi.advanceTimersByTimeAsync(0)
  server.call = real
  await vi.advanceTimersByTimeAsync(5_000)
  expect(doc.get().pending).toBe(0)
  expect(server.log).toHaveLength(2)
})

test.each([
  [404, 'missing'],
  [403, 'missing'],
  [409, 'failed'],
])('a subscription that is refused with %d: %s', async (status, want) => {
  const server = new Server()
  server.call = () => Promise.reject(new Refused({ status, code: 'x', title: '', detail: '' }))
  expect((await opened(server)).doc.get().status).toBe(want)
})

test('a gap is filled from the log', async () => {
  const { server, doc } = await opened()
  server.fates = [false, true]
  server.add('one', [set(1)])
  server.add('two', [set(2)])
  expect(doc.get().state.seq).toBe(1)
  await vi.advanceTimersByTimeAsync(100)
  expect(doc.get().state.seq).toBe(3)
  expect(n(doc)).toBe(2)
})

test('the last push of all may be lost', async () => {
  const { server, doc } = await opened()
  server.fates = [false]
  server.add('one', [set(1)])
  await vi.advanceTimersByTimeAsync(80_000)
  expect(n(doc)).toBe(1)
})

test('after a lost connection all that was missed is read at once, and news comes again', async () => {
  const { server, doc } = await opened()
  server.set('waiting')
  for (let i = 1; i <= 8; i++) server.add(`missed_${i}`, [set(i)])
  server.set('online')
  await vi.advanceTimersByTimeAsync(1)
  expect(n(doc)).toBe(8)
  server.add('news', [set(9)])
  expect(n(doc)).toBe(9)
})

test('a subscription that was lost is made again', async () => {
  const { server, doc } = await opened()
  server.following = false
  await vi.advanceTimersByTimeAsync(10_000)
  expect(server.following).toBe(true)
  server.add('news', [set(3)])
  expect(n(doc)).toBe(3)
})

test('a commit that is too large for a message is read by REST', async () => {
  const { server, doc } = await opened()
  server.fates = [false, false, true]
  server.large.add(3)
  for (let i = 1; i <= 3; i++) server.add(`c_${i}`, [set(i)])
  await vi.advanceTimersByTimeAsync(101)
  expect(n(doc)).toBe(3)
})

test('what could not be loaded is loaded when there is a connection again', async () => {
  const server = new Server()
  const load = vi.fn().mockRejectedValueOnce({ status: 'FETCH_ERROR' })
  load.mockResolvedValue({ name: 'n', role: 'editor', state: { seq: 0, kind: 'canvas', objects: [] } })
  const doc = new LiveDocument('doc', server, {
    load,
    log: async () => ({ items: [], head: 0 }),
    commit: vi.fn(),
    kept: kept(),
    refused,
    noted,
  })
  doc.open()
  await vi.advanceTimersByTimeAsync(0)
  expect(doc.get().status).toBe('failed')
  server.set('online')
  await vi.advanceTimersByTimeAsync(0)
  expect(doc.get().status).toBe('live')
  expect(n(doc)).toBe(0)
})

test('what was said beside it is told: by a push, and whenever it is followed anew', async () => {
  const { server } = await opened()
  noted.mockClear()
  server.push({ id: 'e', type: 'document.noted', topic: 'doc', data: { kind: 'commented', by: 'u' } })
  server.push({ id: 'e', type: 'document.noted', topic: 'other', data: { kind: 'commented', by: 'u' } })
  expect(noted).toHaveBeenCalledTimes(1)
  server.set('waiting')
  server.set('online')
  await vi.advanceTimersByTimeAsync(0)
  expect(noted).toHaveBeenCalledTimes(2)
})

test('what is too large for a frame goes by REST, in its turn', async () => {
  const { server, doc } = await opened()
  byRest.length = 0
  server.set('online')
  await vi.advanceTimersByTimeAsync(0)
  doc.commit([set(1)])
  doc.commit([{ op: 'set', id: 'root', props: { text: 'x'.repeat(10_000) } }])
  doc.commit([set(2)])
  await vi.advanceTimersByTimeAsync(0)
  expect(doc.get().pending).toBe(0)
  expect(byRest).toHaveLength(1)
  expect(server.log.slice(-3).map((c) => byRest.includes(c.id))).toEqual([false, true, false])
})

test.each([429, 401, 408])('a commit that is not taken now (%d) is sent again', async (status) => {
  const server = new Server()
  const { doc } = await opened(server)
  server.set('online')
  await vi.advanceTimersByTimeAsync(0)
  const call = server.call
  server.call = (async (action: string, args?: Record<string, unknown>) => {
    if (action !== 'document.commit') return call(action, args)
    server.call = call
    throw new Refused({ status, code: 'x', title: '', detail: '' })
  }) as typeof call
  doc.commit([set(7)])
  await vi.advanceTimersByTimeAsync(100)
  expect(doc.get().pending).toBe(1)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(doc.get().pending).toBe(0)
  expect(refused).not.toHaveBeenCalled()
})

test('a revoked link closes it', async () => {
  const { server, doc } = await opened()
  server.push({ id: 'e', type: 'document.closed', topic: 'doc', data: { reason: 'revoked' } })
  expect(doc.get()).toMatchObject({ status: 'revoked' })
})

test('who is not heard of for half a minute is gone', async () => {
  const { server, doc } = await opened()
  server.push({ id: 'e', type: 'document.presence', topic: 'doc', data: { peer: 'p', userId: 'u', state: { x: 1 } } })
  expect(doc.get().peers).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(45_000)
  expect(doc.get().peers).toHaveLength(0)
})

/** held has the calls of an action wait until they are let go. */
function held(server: Server, action: string) {
  const real = server.call
  const calls: Array<() => void> = []
  const sent: string[] = []
  server.call = ((a: string, args?: Record<string, unknown>) => {
    sent.push(a)
    if (a !== action) return real(a, args)
    return new Promise<never>((resolve, reject) => calls.push(() => void real<never>(a, args).then(resolve, reject)))
  }) as Wire['call']
  return { calls, sent }
}

test('a connection that breaks while one subscribes leads to one subscription', async () => {
  const server = new Server()
  const { calls, sent } = held(server, 'subscribe')
  const { doc } = await opened(server)
  server.set('waiting')
  server.set('online')
  server.set('waiting')
  server.set('online')
  await vi.advanceTimersByTimeAsync(0)
  expect(sent).toEqual(['subscribe']) // the socket sends it again, once for each connection
  for (const c of calls) c()
  await vi.advanceTimersByTimeAsync(0)
  server.add('news', [set(4)])
  expect(n(doc)).toBe(4)
})

test('what is pushed between a subscription and its answer is not lost, and not made twice', async () => {
  const { server, doc } = await opened()
  server.set('waiting')
  for (let i = 1; i <= 5; i++) server.add(`missed_${i}`, [set(i)])
  const { calls } = held(server, 'subscribe')
  server.set('online')
  server.following = true // it is recorded before the log is read
  server.add('between', [{ op: 'create', id: 'b', type: 'text', parent: Root, order: 'a1', props: {} }])
  for (const c of calls) c()
  await vi.advanceTimersByTimeAsync(1)
  expect(doc.get().state.seq).toBe(server.log.length)
  expect(n(doc)).toBe(5)
})

test('a commit that is told without its content while the log is read is read, too', async () => {
  const { server, doc } = await opened()
  const real = server.call
  let answer = () => {}
  server.call = (() => {
    server.call = real
    return new Promise<never>((resolve) => {
      answer = () => resolve({ items: [], head: 1 } as never) // from before the commit
    })
  }) as Wire['call']
  void doc.sync()
  server.fates = [false]
  const c = server.add('large', [set(8)])
  server.push({ id: 'e', type: 'document.commit', topic: 'doc', seq: c.seq })
  answer()
  await vi.advanceTimersByTimeAsync(1)
  expect(n(doc)).toBe(8)
})

test('that others say where they are hides no lost push', async () => {
  const { server, doc } = await opened()
  server.fates = [false]
  server.add('lost', [set(1)])
  for (let s = 0; s < 80; s += 5) {
    server.push({ id: 'e', type: 'document.presence', topic: 'doc', data: { peer: 'p', userId: 'u', state: {} } })
    await vi.advanceTimersByTimeAsync(5_000)
  }
  expect(n(doc)).toBe(1)
})

test('it is settled when the server has all, or has refused it', async () => {
  const { server, doc } = await opened()
  await doc.settled()
  const { calls } = held(server, 'document.commit')
  const settled = vi.fn()
  doc.commit([set(1)])
  doc.commit([{ op: 'set', id: 'a', props: { n: 2 } }])
  void doc.settled().then(settled)
  calls.shift()?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).not.toHaveBeenCalled()
  server.log.push({ seq: 3, id: 'theirs', by: 'x', at: '', edits: [{ op: 'delete', id: 'a' }] })
  calls.shift()?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).toHaveBeenCalledOnce()
  expect(refused).toHaveBeenCalledOnce()
})

test('without a connection nothing settles, and that is said', async () => {
  const { server, doc } = await opened()
  held(server, 'document.commit')
  doc.commit([set(1)])
  const lost = doc.settled()
  server.set('waiting')
  await expect(lost).rejects.toEqual({ status: 'FETCH_ERROR' })
  await expect(doc.settled()).rejects.toEqual({ status: 'FETCH_ERROR' })
})

test('what waits for a document that ends is told, and not done later', async () => {
  const { server, doc } = await opened()
  held(server, 'document.commit')
  doc.commit([set(1)])
  const lost = doc.settled()
  server.push({ id: 'e', type: 'document.closed', topic: 'doc', data: { reason: 'revoked' } })
  await expect(lost).rejects.toEqual({ status: 'FETCH_ERROR' })
})

// Whatever is awaited when it is closed.
test.each(['load', 'subscribe', 'document.log', 'document.commit', 'presence'])('after close nothing happens: %s', async (action) => {
  const server = new Server()
  const { calls, sent } = held(server, action)
  let loaded = () => {}
  const load = () =>
    new Promise<{ name: string; role: 'editor'; state: StateJSON }>((resolve) => {
      loaded = () => resolve({ name: 'n', role: 'editor', state: first })
    })
  const commit = vi.fn()
  const log = vi.fn()
  const doc = new LiveDocument('doc', server, { load, log, commit, kept: kept(), refused, noted })
  doc.open()
  if (action !== 'load') loaded()
  await vi.advanceTimersByTimeAsync(0)
  if (action !== 'load') doc.commit([set(1)])
  if (action !== 'load') doc.commit([set(2)])
  void doc.sync()
  await vi.advanceTimersByTimeAsync(0)
  void doc.close()
  await vi.advanceTimersByTimeAsync(0)
  const told = vi.fn()
  doc.subscribe(told)
  const shown = doc.get()
  noted.mockClear()
  sent.length = 0
  loaded()
  server.large.add(2)
  for (const c of calls) c()
  await vi.advanceTimersByTimeAsync(0)
  server.set('waiting')
  server.set('online')
  doc.tell({ x: 1 })
  await doc.sync()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(sent).toEqual([])
  expect([told, noted, commit, log, refused].map((f) => f.mock.calls.length)).toEqual([0, 0, 0, 0, 0])
  expect(doc.get()).toBe(shown)
  expect(vi.getTimerCount()).toBe(0)
})

test.each([
  ['made', undefined, 1],
  ['refused', new Refused({ status: 404, code: 'not_found', title: '', detail: '' }), 2],
  ['not answered', new Unanswered('no answer'), 2],
])('of a commit that is %s after close and one that is made then, those without an answer are kept', async (_, why, left) => {
  const { server, doc } = await opened()
  const { calls } = held(server, 'document.commit')
  doc.commit([set(1)])
  void doc.close()
  const told = vi.fn()
  doc.subscribe(told)
  doc.commit([set(2)])
  if (why)
    server.add = () => {
      throw why
    }
  for (const c of calls) c()
  await vi.advanceTimersByTimeAsync(0)
  expect(kept().all()).toHaveLength(left)
  expect([told, refused].map((f) => f.mock.calls.length)).toEqual([0, 0])
  expect(vi.getTimerCount()).toBe(0)
})

// Whatever is lost, doubled, late or out of order: in the end the document is the log's.
test('every client ends on the state of the log', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('mine' as const), value: fc.nat(99) }),
    fc.record({ do: fc.constant('theirs' as const), value: fc.nat(99), told: fc.boolean() }),
    fc.record({ do: fc.constantFrom('late' as const, 'twice' as const, 'break' as const, 'wait' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { server, doc } = await opened()
      const mine: string[] = []
      for (const s of steps) {
        if (s.do === 'mine') {
          doc.commit([set(s.value)])
          mine.push(`commit_${ids}`)
        } else if (s.do === 'theirs') {
          server.fates = [s.told]
          server.add(`theirs_${++ids}`, [set(s.value)])
        } else if (s.do === 'late' || s.do === 'twice') {
          for (const p of server.late.splice(0).reverse()) {
            server.push(p)
            if (s.do === 'twice') server.push({ ...p, id: `${p.id}again` })
          }
        } else if (s.do === 'break') {
          server.set('waiting')
          await vi.advanceTimersByTimeAsync(10)
          server.set('online')
        }
        await vi.advanceTimersByTimeAsync(s.do === 'wait' ? 150 : 1)
      }
      server.fates = []
      await vi.advanceTimersByTimeAsync(90_000)
      expect(doc.get().pending).toBe(0)
      expect(doc.get().state.seq).toBe(server.log.length)
      expect([...doc.get().state.objects]).toEqual([...server.state().objects])
      for (const id of mine) expect(server.log.filter((c) => c.id === id)).toHaveLength(1)
      doc.close()
    }),
    { numRuns: 60 },
  )
})
