/** Who else is in a document and where, as far as was heard; and telling them where one is. */
import type { Wire } from './document'
import { Refused } from './socket'

export interface Peer {
  id: string
  userId: string
  heard: number // when, in milliseconds
  state: Where
}

/** Where is where somebody is in a document, in its own coordinates. */
export interface Where {
  x?: number
  y?: number
  selection?: string[]
}

/** Said is what a push about somebody holds. */
export interface Said {
  peer: string
  userId: string
  ask?: boolean
  state?: Where
}

const absentAfterMs = 30_000

export class Presence {
  private peers = new Map<string, Peer>()
  private where: Where = {}
  private here = false // the server knows that one follows the document
  private asking = false
  private said = 0 // when one spoke last
  private pause = 0 // how long to be silent after that
  private timer?: ReturnType<typeof setTimeout>

  constructor(
    private readonly documentId: string,
    private readonly socket: Wire,
    private readonly now: () => number,
    /** lost is called when the server says that one does not follow the document. */
    private readonly lost: () => void,
  ) {}

  others(): Peer[] {
    return [...this.peers.values()]
  }

  /** arrive begins anew with a connection: who is there will say so. */
  arrive() {
    this.peers.clear()
    this.here = true
    this.asking = true
    this.speak()
  }

  /** leave forgets everybody and says nothing more, until one arrives again. */
  leave() {
    this.here = false
    this.peers.clear()
    clearTimeout(this.timer)
  }

  tell(where: Where) {
    this.where = { ...this.where, ...where }
    this.speak()
  }

  hear(m: Said) {
    this.peers.set(m.peer, { id: m.peer, userId: m.userId, heard: this.now(), state: m.state ?? {} })
    if (m.ask) this.speak()
  }

  /** sweep takes away who was not heard of for long; it says whether anybody was. */
  sweep(): boolean {
    const gone = this.others().filter((p) => this.now() - p.heard > absentAfterMs)
    for (const p of gone) this.peers.delete(p.id)
    return gone.length > 0
  }

  /** speak says where one is, now or after the pause that the number of the others asks for. */
  speak() {
    clearTimeout(this.timer)
    if (!this.here) return
    const wait = this.said + this.pause - this.now()
    if (wait > 0) {
      this.timer = setTimeout(() => this.speak(), wait)
      return
    }
    this.said = this.now()
    const frame = { documentId: this.documentId, state: this.where, ...(this.asking ? { ask: true } : {}) }
    this.asking = false
    this.socket
      .call<{ pauseMs: number }>('presence', frame)
      .then((a) => {
        this.pause = a.pauseMs
      })
      .catch((e) => {
        // Anything else can be said again.
        if (e instanceof Refused && e.data.code === 'not_following' && this.here) this.lost()
      })
  }
}
