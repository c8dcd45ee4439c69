/**
 * Who is signed in. The access token lives in this module's memory only; the refresh token
 * is in a cookie that scripts cannot read, and works once, so that tabs take turns.
 */
import type { IdentityTokens, IdentityUser } from './generated'

/** How long before its expiry a token is renewed: longer than a request takes. */
const renewBeforeMs = 60_000

type Listener = (user: IdentityUser | null) => void

export class Session {
  private token = ''
  private expires = 0
  private renewing: Promise<boolean> | null = null
  private listeners = new Set<Listener>()
  private tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('aio-session')

  constructor() {
    this.tabs?.addEventListener('message', (e) => {
      if (e.data === 'ended') this.forget()
    })
  }

  /** listen is told of the person who is signed in from now on, and null when nobody is. */
  listen(l: Listener): () => void {
    this.listeners.add(l)
    return () => this.listeners.delete(l)
  }

  take(t: IdentityTokens) {
    this.token = t.accessToken
    this.expires = Date.now() + t.expiresIn * 1000
    for (const l of this.listeners) l(t.user)
  }

  /** end forgets the session in all tabs; the server is told by whoever calls it. */
  end() {
    this.tabs?.postMessage('ended')
    this.forget()
  }

  /** fetch sends a request as whoever is signed in, and once more if the session had to be renewed. */
  fetch = async (request: Request): Promise<Response> => {
    if (this.token && this.expires - Date.now() < renewBeforeMs) await this.renew(this.token)
    const used = this.token
    const answer = await fetch(this.signed(request.clone()))
    if (answer.status !== 401 || !used) return answer
    return (await this.renew(used)) ? fetch(this.signed(request)) : answer
  }

  /** renew gets another token for a stale one by the cookie; false when one has to sign in. */
  renew(stale: string): Promise<boolean> {
    if (this.token !== stale) return Promise.resolve(this.token !== '')
    this.renewing ??= this.inTurn(() => this.trade()).finally(() => {
      this.renewing = null
    })
    return this.renewing
  }

  private signed(request: Request): Request {
    if (this.token) request.headers.set('Authorization', `Bearer ${this.token}`)
    return request
  }

  private forget() {
    this.token = ''
    for (const l of this.listeners) l(null)
  }

  private async inTurn(f: () => Promise<boolean>): Promise<boolean> {
    return navigator.locks ? await navigator.locks.request('aio-refresh', f) : f()
  }

  private async trade(): Promise<boolean> {
    const answer = await fetch('/api/v1/auth/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'aio' },
      body: '{}',
    })
    if (answer.ok) {
      this.take((await answer.json()) as IdentityTokens)
      return true
    }
    // Too many requests or a fault of the server's say nothing about the session.
    if (answer.status === 401 || answer.status === 403) this.forget()
    return false
  }
}

export const session = new Session()
