/**
 * Uploads in parts, each with its own digest: what has arrived stays arrived, so that a
 * broken line costs a part at most. An upload that was left is gone on with when the same
 * file is chosen again.
 */
import { type Artifact, type ArtifactSignedRequest, type ArtifactUpload, api, session } from '../../api'
import { type Trouble, troubleOf } from '../../api/problem'
import { read } from '../../api/read'
import { storage } from '../../app/storage'
import { store } from '../../app/store'
import { unfit } from './unfit'

export interface Upload {
  key: string
  name: string
  bytes: number
  sent: number
  state: 'sending' | 'waiting' | 'done' | 'failed'
  trouble?: Trouble
  artifact?: Artifact
}

const isUnderWay = (u: Upload) => u.state === 'sending' || u.state === 'waiting'

const firstPauseMs = 500
const longestPauseMs = 15_000

/** nameOf tells a file from others, as far as a browser tells. */
const nameOf = (f: File) => `${f.name}-${f.size}-${f.lastModified}`

/** Left are the uploads that were begun by who is signed in. */
const leftKey = (f: File) => `aio-upload-${store.getState().user.user?.id}-${nameOf(f)}`

class Uploads {
  private all: Upload[] = []
  private files = new Map<string, File>()
  private ends = new Map<string, AbortController>()
  private watchers = new Set<() => void>()
  private count = 0

  subscribe = (f: () => void) => {
    this.watchers.add(f)
    return () => this.watchers.delete(f)
  }
  get = () => this.all

  /** add begins to upload files, and gives their keys; one that is under way already goes on. */
  add(files: Iterable<File>): string[] {
    const keys = new Set<string>()
    for (const f of files) keys.add(this.underWay(f) ?? this.begun(f))
    this.tell()
    return [...keys]
  }

  private begun(f: File): string {
    const key = String(++this.count)
    this.files.set(key, f)
    const trouble = unfit(f)
    this.all = [...this.all, { key, name: f.name, bytes: f.size, sent: 0, state: trouble ? 'failed' : 'sending', trouble }]
    if (!trouble) void this.run(key, f)
    return key
  }

  private underWay(f: File): string | undefined {
    const same = (u: Upload) => {
      const known = this.files.get(u.key)
      return isUnderWay(u) && known !== undefined && nameOf(known) === nameOf(f)
    }
    return this.all.find(same)?.key
  }

  /** forget stops all, as when the person leaves; what has arrived stays for when they are back. */
  forget() {
    for (const end of this.ends.values()) end.abort()
    this.files.clear()
    this.all = []
    this.tell()
  }

  again(key: string) {
    const f = this.files.get(key)
    if (!f) return
    this.set(key, { state: 'sending', trouble: undefined })
    void this.run(key, f)
  }

  /** dismiss takes an upload off the list, and gives it up if it is not done. */
  dismiss(key: string) {
    this.ends.get(key)?.abort()
    const f = this.files.get(key)
    const begun = f && storage.get(leftKey(f))
    if (f && begun) {
      storage.remove(leftKey(f))
      // What cannot be told to the server now, it removes by itself in time.
      void store.dispatch(api.endpoints.artifactAbortUpload.initiate({ uploadId: begun }))
    }
    this.files.delete(key)
    this.all = this.all.filter((u) => u.key !== key)
    this.tell()
  }

  private async run(key: string, f: File) {
    const end = new AbortController()
    this.ends.set(key, end)
    const left = leftKey(f)
    try {
      const artifact = await this.send(key, f, left, end.signal)
      storage.remove(left)
      this.files.delete(key)
      this.set(key, { state: 'done', sent: f.size, artifact })
      store.dispatch(api.util.invalidateTags(['Artifacts', 'Versions', 'Usage']))
    } catch (e) {
      if (!end.signal.aborted) this.set(key, { state: 'failed', trouble: troubleOf(e) })
    } finally {
      if (this.ends.get(key) === end) this.ends.delete(key)
    }
  }

  private async send(key: string, f: File, left: string, over: AbortSignal): Promise<Artifact> {
    const upload = await this.begin(key, f, left, over)
    const size = upload.partBytes ?? f.size
    const arrived = new Set(upload.arrived ?? [])
    let sent = 0
    for (let number = 1; number <= (upload.parts ?? 1); number++) {
      const part = f.slice((number - 1) * size, number * size)
      const progress = (n: number) => this.set(key, { sent: sent + n, state: 'sending' })
      if (!arrived.has(number)) await this.persist(key, over, () => this.part(upload.id, number, part, progress, over))
      sent += part.size
      this.set(key, { sent, state: 'sending' })
    }
    return this.persist(key, over, () => store.dispatch(api.endpoints.artifactCompleteUpload.initiate({ uploadId: upload.id })).unwrap())
  }

  /** begin goes on with an upload that was left, or makes one. */
  private async begin(key: string, f: File, left: string, over: AbortSignal): Promise<ArtifactUpload> {
    const found = await this.found(key, storage.get(left), over)
    if (found?.state === 'waiting') return found
    const wish = { name: f.name, bytes: f.size, inParts: true, ...(f.type ? { contentType: f.type } : {}) }
    const upload = await this.persist(key, over, () =>
      store.dispatch(api.endpoints.artifactBeginUpload.initiate({ artifactNewUpload: wish })).unwrap(),
    )
    storage.set(left, upload.id)
    return upload
  }

  /** found gives an upload that was left; none if the server has it no more, which says so. */
  private async found(key: string, uploadId: string | null, over: AbortSignal): Promise<ArtifactUpload | undefined> {
    if (!uploadId) return undefined
    const ask = () => read(store.dispatch(api.endpoints.artifactGetUpload.initiate({ uploadId }, { forceRefetch: true })))
    return this.persist(key, over, ask).catch((e) => {
      if (over.aborted) throw e
      return undefined
    })
  }

  private async part(uploadId: string, number: number, part: Blob, progress: (bytes: number) => void, over: AbortSignal) {
    const wanted = { parts: [{ number, sha256: await sha256(part) }] }
    over.throwIfAborted()
    const signed = await store.dispatch(api.endpoints.artifactSignParts.initiate({ uploadId, artifactPartsWanted: wanted })).unwrap()
    const [to] = signed.items
    if (to) await put(to, part, progress, over)
  }

  /** persist tries again for as long as only the line is to blame, and nothing once the upload is over: somebody else may be signed in. */
  private async persist<T>(key: string, over: AbortSignal, f: () => Promise<T>): Promise<T> {
    for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      over.throwIfAborted()
      try {
        return await f()
      } catch (e) {
        if (troubleOf(e).code !== 'offline' || over.aborted) throw e
        this.set(key, { state: 'waiting' })
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  private set(key: string, change: Partial<Upload>) {
    this.all = this.all.map((u) => (u.key === key ? { ...u, ...change } : u))
    this.tell()
  }

  private tell() {
    for (const f of this.watchers) f()
  }
}

export const uploads = new Uploads()

session.listen((user) => user ?? uploads.forget())

// Whoever leaves the page is asked first: what a browser was given to send is gone with it.
addEventListener('beforeunload', (e) => {
  if (uploads.get().some(isUnderWay)) e.preventDefault()
})

async function sha256(data: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await data.arrayBuffer())
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('')
}

/** put sends bytes by a signed request; XMLHttpRequest tells how far it is, fetch does not. */
function put(to: ArtifactSignedRequest, body: Blob, progress: (bytes: number) => void, over: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    over.throwIfAborted()
    const request = new XMLHttpRequest()
    request.open(to.method, to.url)
    for (const [name, value] of Object.entries(to.headers)) {
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value) // the browser's own
    }
    request.upload.onprogress = (e) => progress(e.loaded)
    request.onload = () => (request.status < 300 ? resolve() : reject({ status: request.status, data: undefined }))
    request.onerror = () => reject({ status: 'FETCH_ERROR' })
    request.onabort = () => reject(over.reason)
    const end = () => request.abort()
    over.addEventListener('abort', end)
    request.onloadend = () => over.removeEventListener('abort', end)
    request.send(body)
  })
}
