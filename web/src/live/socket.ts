/**
 * One WebSocket for chat and documents (docs/websocket.md): tickets, answers by frame id,
 * heartbeat, back-off, and frames sent again after a lost connection. Every action used
 * here does nothing twice, so all frames without an answer are sent again.
 */
import type { Problem } from '../api/generated'

export interface Push {
  id: string
  type: string
  topic?: string
  seq?: number
  data?: unknown
}

export type Status = 'idle' | 'connecting' | 'online' | 'waiting'

/** Refused is an answer other than 2xx. */
export class Refused extends Error {
  constructor(readonly data: Problem) {
    super(data.detail)
  }
}

/** Unanswered says that a frame was sent again and again, and the server said nothing. */
export class Unanswered extends Error {}

/** Gone says that the socket was stopped before the answer came. */
export class Gone extends Error {}

/** TooLarge says that a frame is larger than the server takes: what it asks for goes by REST. */
export class TooLarge extends Error {}

/** What the socket needs of the world; tests give other ones. */
export interface SocketOptions {
  url: string
  ticket: () => Promise<string>
  connect?: (url: string) => WebSocket
  random?: () => number
}

const pingEveryMs = 4 * 60_000 // the server closes after ten idle minutes
const renewAfterMs = 110 * 60_000 // and after two hours in any case
const answerWithinMs = 35_000 // the gateway gives up at 29 s
const firstPauseMs = 250
const longestPauseMs = 30_000
const mostAttempts = 5
// A message above 32 KB comes in several frames (docs/websocket.md), into which a browser splits none; the rest is the protocol's own.
const frameBytes = 31 << 10
const tooLargeCode = 1009 // why the server closed

interface Waiting {
  id: string
  text: string
  resolve: (body: unknown) => void
  reject: (why: Error) => void
  attempts: number
  timer?: ReturnType<typeof setTimeout>
}

export class Socket {
  status: Status = 'idle'
  private ws: WebSocket | null = null
  private waiting = new Map<string, Waiting>()
  private pushes = new Set<(p: Push) => void>()
  private statuses = new Set<(s: Status) => void>()
  private timers: Array<ReturnType<typeof setTimeout>> = []
  private failures = 0
  private frames = 0
  private run = 0 // counts starts and stops; what began under another number is over

  constructor(private readonly o: SocketOptions) {}

  onPush(f: (p: Push) => void): () => void {
    this.pushes.add(f)
    return () => this.pushes.delete(f)
  }

  onStatus(f: (s: Status) => void): () => void {
    this.statuses.add(f)
    return () => this.statuses.delete(f)
  }

  start() {
    if (this.status !== 'idle') return
    this.run++
    this.failures = 0
    void this.open()
  }

  /** stop ends the connection and rejects what waits with Gone. */
  stop() {
    this.run++
    this.drop()
    this.set('idle')
    for (const w of this.waiting.values()) {
      clearTimeout(w.timer)
      w.reject(new Gone('the connection was ended'))
    }
    this.waiting.clear()
  }

  /** retry connects now instead of after the pause, as when the network is back. */
  retry() {
    if (this.status !== 'waiting') return
    this.clearTimers()
    void this.open()
  }

  /** call sends a frame, now or when there is a connection, and gives its answer's body; TooLarge if it cannot be sent at all. */
  call<T>(action: string, args: Record<string, unknown> = {}): Promise<T> {
    const id = String(++this.frames)
    const text = JSON.stringify({ id, action, args })
    if (new TextEncoder().encode(text).length > frameBytes) return Promise.reject(new TooLarge(action))
    return new Promise<T>((resolve, reject) => {
      const w: Waiting = { id, text, resolve: (b) => resolve(b as T), reject, attempts: 0 }
      this.waiting.set(id, w)
      this.send(w)
    })
  }

  private send(w: Waiting) {
    clearTimeout(w.timer)
    if (this.status !== 'online') return
    this.ws?.send(w.text)
    w.timer = setTimeout(() => this.overdue(w), answerWithinMs)
  }

  /** overdue takes a line that gives no answer for broken: what waits is sent again over another. */
  private overdue(w: Waiting) {
    if (++w.attempts >= mostAttempts) {
      this.waiting.delete(w.id)
      w.reject(new Unanswered('no answer'))
      return
    }
    this.renew()
  }

  private renew() {
    this.drop()
    void this.open()
  }

  private async open() {
    const run = this.run
    this.set('connecting')
    let ticket: string
    try {
      ticket = await this.o.ticket()
    } catch {
      if (run === this.run) this.pause()
      return
    }
    if (run !== this.run) return
    const ws = (this.o.connect ?? ((url) => new WebSocket(url)))(`${this.o.url}?ticket=${encodeURIComponent(ticket)}`)
    this.ws = ws
    const mine = () => this.ws === ws
    ws.onopen = () => mine() && this.opened()
    ws.onmessage = (e) => mine() && this.heard(String(e.data))
    ws.onclose = (e) => mine() && this.closed(e.code)
  }

  private opened() {
    this.failures = 0
    this.status = 'online'
    for (const w of this.waiting.values()) this.send(w)
    this.tell() // last: what its hearers ask for is sent at once
    const ping = setInterval(() => void this.call('ping').catch(() => {}), pingEveryMs)
    const renew = setTimeout(() => this.renew(), renewAfterMs)
    this.timers.push(ping, renew)
  }

  /** closed connects again; a frame that was too large for the server would only have it closed again. */
  private closed(code: number) {
    if (code === tooLargeCode) this.giveUpLargest()
    this.pause()
  }

  /** giveUpLargest rejects the longest of what waits: the server does not say which one it was. */
  private giveUpLargest() {
    const [largest] = [...this.waiting.values()].sort((a, b) => b.text.length - a.text.length)
    if (!largest) return
    this.waiting.delete(largest.id)
    clearTimeout(largest.timer)
    largest.reject(new TooLarge('the server does not take a frame of this size'))
  }

  /** pause waits before the next attempt, longer each time, at random. */
  private pause() {
    this.drop()
    this.set('waiting')
    const most = Math.min(longestPauseMs, firstPauseMs * 2 ** this.failures++)
    this.timers.push(setTimeout(() => void this.open(), most * (this.o.random ?? Math.random)()))
  }

  private heard(text: string) {
    const m = JSON.parse(text) as { re?: string; status?: number; body?: unknown; type?: string } & Push
    if (m.type) {
      for (const f of this.pushes) f(m)
      return
    }
    const w = m.re === undefined ? undefined : this.waiting.get(m.re)
    if (!w) return // an answer that came twice, or a gateway's complaint: the frame is sent again in time
    clearTimeout(w.timer)
    const status = m.status ?? 500
    if (status === 429 || status === 503) {
      const seconds = (m.body as Problem | undefined)?.retryAfter ?? 1
      w.timer = setTimeout(() => this.send(w), seconds * 1000)
      return
    }
    this.waiting.delete(w.id)
    if (status < 300) w.resolve(m.body)
    else w.reject(new Refused(m.body as Problem))
  }

  private set(s: Status) {
    if (this.status === s) return
    this.status = s
    this.tell()
  }

  private tell() {
    for (const f of this.statuses) f(this.status)
  }

  private drop() {
    this.clearTimers()
    for (const w of this.waiting.values()) clearTimeout(w.timer)
    const ws = this.ws
    this.ws = null
    ws?.close()
  }

  private clearTimers() {
    for (const t of this.timers) clearTimeout(t)
    this.timers = []
  }
}
