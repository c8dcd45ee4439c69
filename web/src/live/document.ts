/**
 * A document that several people work on: its log as far as it is known, one's own edits
 * that the server has not answered yet on top of it, and who else is there. Pushes may be
 * lost, doubled or overtaken; sequence numbers tell (docs/websocket.md, Order and loss).
 */
import { type ByRest, deliver, isRefusal, type Pending } from './deliver'
import { newId } from './ids'
import type { Keeper } from './kept'
import { type Peer, Presence, type Said, type Where } from './presence'
import { type Push, Refused, type Socket, type Status, Unanswered } from './socket'
import { apply, type Commit, type Edit, replay, type State, type StateJSON, stateOf } from './state'

export interface Loaded {
  name: string
  role: 'owner' | 'editor' | 'viewer'
  state: StateJSON
}

/** Page is some of a log, and its last sequence number. */
interface Page {
  items: Commit[]
  head: number
}

/** Wiring is what a document needs of REST. */
export interface Wiring {
  load: (id: string) => Promise<Loaded>
  /** log reads commits that are too large for the socket. */
  log: (id: string, after: number) => Promise<Page>
  commit: ByRest
  /** kept is where commits wait that have no answer. */
  kept: Keeper<Pending>
  /** refused is told why a commit of one's own was taken back. */
  refused: (why: unknown, commit: Pending) => void
  /** noted is told that what is beside the log may be new: comments, versions, people. */
  noted: () => void
  now?: () => number
  newId?: () => string
}

/** Wire is what a document needs of the socket. */
export interface Wire {
  readonly status: Status
  call: Socket['call']
  onPush: Socket['onPush']
  onStatus: Socket['onStatus']
}

/** Snapshot is what pages show; a new one for each change. */
export interface Snapshot {
  /** missing: it is not there, or not for us; the others tell themselves. */
  status: 'loading' | 'live' | 'revoked' | 'deleted' | 'missing' | 'failed'
  name: string
  role: Loaded['role']
  state: State
  /** Commits that the server has not acknowledged. */
  pending: number
  peers: Peer[]
}

const overtakenMs = 100 // how long a gap may stay before the log is asked
const silenceMs = 60_000 // after which the log is asked: the last push could be the lost one
const presenceEveryMs = 10_000
const againAfterMs = 5_000 // a commit that the server does not answer

const noLine = { status: 'FETCH_ERROR' } // as REST has it

const nothing: State = { seq: 0, kind: '', objects: new Map() }

export class LiveDocument {
  private snapshot: Snapshot = { status: 'loading', name: '', role: 'viewer', state: nothing, pending: 0, peers: [] }
  private base: State = nothing
  private pending: Pending[] = []
  private sending = false
  private later = new Map<number, Commit>()
  private gap?: ReturnType<typeof setTimeout>
  private catching: Promise<void> | null = null
  private news = 0 // when a commit was last heard of
  private heard = 0 // the greatest sequence number of which was heard
  private subscribing = false
  private closed = false // what is still awaited then changes nothing
  private readonly presence: Presence
  private again?: ReturnType<typeof setTimeout>
  private watchers = new Set<() => void>()
  private waiting = new Set<{ settled: () => void; lost: (why: unknown) => void }>()
  private ends: Array<() => void> = []

  constructor(
    readonly id: string,
    private readonly socket: Wire,
    private readonly w: Wiring,
  ) {
    this.presence = new Presence(
      id,
      socket,
      () => this.now(),
      () => void this.follow(),
    )
    this.pending = w.kept.all()
  }

  /** open loads and follows the document until close. */
  open() {
    this.ends = [
      this.socket.onPush((p) => this.pushed(p)),
      this.socket.onStatus((s) => {
        if (s !== 'online') {
          this.presence.leave()
          this.show()
          for (const w of this.waiting) w.lost(noLine)
          return
        }
        if (this.snapshot.status === 'live') void this.follow()
        if (this.snapshot.status === 'failed') this.reload()
      }),
    ]
    const tick = setInterval(() => this.tick(), presenceEveryMs)
    this.ends.push(() => clearInterval(tick))
    void this.load()
  }

  /** close ends that for good; the promise is kept when the server has heard of it. */
  async close() {
    this.closed = true
    for (const f of this.ends) f()
    this.ends = []
    clearTimeout(this.gap)
    clearTimeout(this.again)
    this.presence.leave()
    this.waiting.clear()
    // A subscription without an answer is sent again over the next connection: so is this, after it.
    if (this.socket.status === 'online' || this.subscribing) await this.socket.call('unsubscribe', { documentId: this.id })
  }

  subscribe = (f: () => void): (() => void) => {
    this.watchers.add(f)
    return () => this.watchers.delete(f)
  }

  get = (): Snapshot => this.snapshot

  /** commit makes edits at once and sends them; they are taken back if the server refuses. */
  commit(edits: Edit[]) {
    apply(this.snapshot.state, edits) // throws on what cannot be
    const commit = { id: (this.w.newId ?? (() => newId('cmt')))(), documentId: this.id, basis: this.base.seq, edits }
    this.w.kept.add(commit)
    this.pending.push(commit)
    this.show()
    void this.flush()
  }

  /**
   * settled waits until the server has all of one's commits, for what acts on the document as
   * it is there. It is rejected when there is no connection, and never kept once that is closed.
   */
  settled(): Promise<void> {
    if (this.pending.length === 0) return Promise.resolve()
    if (this.socket.status !== 'online') return Promise.reject(noLine)
    return new Promise((settled, lost) => {
      const one = { settled: () => this.waiting.delete(one) && settled(), lost: (why: unknown) => this.waiting.delete(one) && lost(why) }
      this.waiting.add(one)
    })
  }

  /** sync reads what is new in the log. */
  sync(): Promise<void> {
    if (this.closed) return Promise.resolve()
    this.catching ??= this.catchUp().finally(() => {
      this.catching = null
    })
    return this.catching
  }

  /** tell says where one is, as often as the others' number allows. */
  tell(where: Where) {
    this.presence.tell(where)
  }

  private reload() {
    this.snapshot = { ...this.snapshot, status: 'loading' }
    this.show()
    void this.load()
  }

  private async load() {
    try {
      const d = await this.w.load(this.id)
      if (this.closed) return
      this.base = stateOf(d.state)
      this.later.clear()
      this.snapshot = { ...this.snapshot, status: 'live', name: d.name, role: d.role }
      this.show()
    } catch (e) {
      this.end(absent((e as { status?: unknown }).status) ? 'missing' : 'failed')
      return
    }
    if (this.socket.status === 'online') await this.follow()
  }

  private async follow() {
    if (this.closed || this.subscribing) return // what has no answer the socket sends again
    this.subscribing = true
    try {
      const page = await this.socket.call<Page>('subscribe', { documentId: this.id, after: this.base.seq }).finally(() => {
        this.subscribing = false
      })
      this.takeAll(page)
      if (this.base.seq < page.head) await this.sync()
      if (this.closed) return
      this.w.noted() // what was said of it meanwhile is not told again
      this.presence.arrive()
      void this.flush()
    } catch (e) {
      if (e instanceof Refused) this.end(absent(e.data.status) ? 'missing' : 'failed')
      if (e instanceof Unanswered) void this.follow()
    }
  }

  private async catchUp() {
    try {
      for (;;) {
        const [after, heard] = [this.base.seq, this.heard]
        let page = await this.socket.call<Page>('document.log', { documentId: this.id, after })
        if (!this.closed && page.items.length === 0 && page.head > after) page = await this.w.log(this.id, after)
        this.takeAll(page)
        // What was told while that was read may not be in it.
        const stuck = this.base.seq === after && this.heard === heard
        if (this.closed || stuck || this.base.seq >= Math.max(page.head, this.heard)) return
      }
    } catch (e) {
      if (e instanceof Refused && absent(e.data.status)) this.end('missing')
    }
  }

  private pushed(p: Push) {
    if (p.topic !== this.id) return
    switch (p.type) {
      case 'document.commit':
        this.news = this.now()
        this.heard = Math.max(this.heard, p.seq ?? 0)
        if (p.data) this.take(p.data as Commit)
        else void this.sync()
        return
      case 'document.presence':
        this.presence.hear(p.data as Said)
        this.show()
        return
      case 'document.noted':
        this.w.noted()
        return
      case 'document.closed':
        this.end((p.data as { reason: 'revoked' | 'deleted' }).reason)
    }
  }

  private takeAll(page: Page) {
    for (const c of page.items) this.take(c)
  }

  /** take puts a commit in its place: at once, later, or not again. */
  private take(c: Commit) {
    if (this.closed || c.seq <= this.base.seq) return
    this.later.set(c.seq, c)
    for (let next = this.later.get(this.base.seq + 1); next; next = this.later.get(this.base.seq + 1)) {
      const commit = next
      this.later.delete(commit.seq)
      try {
        this.base = replay(this.base, commit)
      } catch {
        void this.load() // what is here is not what the log says
        return
      }
      this.settle(commit.id)
    }
    clearTimeout(this.gap)
    if (this.later.size > 0) this.gap = setTimeout(() => void this.sync(), overtakenMs)
    this.show()
  }

  /** flush sends pending commits one after the other, so that they keep their order. */
  private async flush() {
    clearTimeout(this.again)
    if (this.sending || this.closed || this.snapshot.status !== 'live') return
    this.sending = true
    try {
      for (let p = this.pending[0]; p && !this.closed; p = this.pending[0]) await this.deliver(p)
    } catch {
      // It has no answer: the connection is gone, which sends it again when it is back, or the server is silent.
      if (!this.closed) this.again = setTimeout(() => void this.flush(), againAfterMs)
    } finally {
      this.sending = false
    }
  }

  /** deliver sends a commit until it is in the log, or refused; it throws what has no answer. */
  private async deliver(p: Pending) {
    try {
      const c = await deliver(this.id, p, this.socket, this.w.commit)
      this.take(c)
      if (c.seq > this.base.seq) await this.sync() // an earlier commit is missing
    } catch (e) {
      if (this.closed || !isRefusal(e)) throw e
      this.w.refused(e, p)
    }
    this.settle(p.id)
    this.show()
  }

  /** settle forgets a pending commit that was answered. */
  private settle(id: string) {
    if (!this.pending.some((p) => p.id === id)) return
    this.pending = this.pending.filter((p) => p.id !== id)
    this.w.kept.remove(id)
    if (this.pending.length === 0) for (const w of this.waiting) w.settled()
  }

  private end(status: Exclude<Snapshot['status'], 'loading' | 'live'>) {
    if (this.closed) return
    this.snapshot = { ...this.snapshot, status }
    this.presence.leave()
    for (const w of this.waiting) w.lost(noLine) // or what one asked for would be done much later
    this.show()
  }

  private tick() {
    if (this.presence.sweep()) this.show()
    if (this.snapshot.status !== 'live' || this.socket.status !== 'online') return
    this.presence.speak()
    if (this.later.size > 0 || this.base.seq < this.heard || this.now() - this.news > silenceMs) {
      this.news = this.now()
      void this.sync()
    }
  }

  private show() {
    if (this.closed) return
    let state = this.base
    for (const p of this.pending) {
      try {
        state = apply(state, p.edits)
      } catch {
        // Somebody deleted what it is about; the server will say so.
      }
    }
    this.snapshot = { ...this.snapshot, state, pending: this.pending.length, peers: this.presence.others() }
    for (const f of this.watchers) f()
  }

  private now() {
    return (this.w.now ?? Date.now)()
  }
}

/** Whether a status says that there is nothing, or nothing for us. */
const absent = (status: unknown) => status === 404 || status === 403
