/**
 * Uploads in parts, each with its own digest: what has arrived stays arrived, so that a
 * broken line costs a part at most. An upload that was left is gone on with when the same
 * file is chosen again.
 */
import { type Artifact, type ArtifactSignedRequest, type ArtifactUpload, api, session } from '../../api'
import { type Trouble, troubleOf } from '../../api/problem'
import { read } from '../../api/read'
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

const firstPauseMs = 500
const longestPauseMs = 15_000

/** Left are uploads that were begun, by what tells a file from others. */
const leftKey = (f: File) => `aio-upload-${f.name}-${f.size}-${f.lastModified}`

class Uploads {
  private all: Upload[] = []
  private files = new Map<string, File>()
  private aborted = new Set<string>()
  private watchers = new Set<() => void>()
  private count = 0

  subscribe = (f: () => void) => {
    this.watchers.add(f)
    return () => this.watchers.delete(f)
  }
  get = () => this.all

  /** add begins to upload files, and gives their keys. */
  add(files: Iterable<File>): string[] {
    const keys: string[] = []
    for (const f of files) {
      const key = String(++this.count)
      keys.push(key)
      this.files.set(key, f)
      const trouble = unfit(f)
      this.all = [...this.all, { key, name: f.name, bytes: f.size, sent: 0, state: trouble ? 'failed' : 'sending', trouble }]
      if (!trouble) void this.run(key, f)
    }
    this.tell()
    return keys
  }

  /** forget stops all, as when the person leaves; what has arrived stays for when they are back. */
  forget() {
    for (const key of this.files.keys()) this.aborted.add(key)
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
    this.aborted.add(key)
    const f = this.files.get(key)
    const begun = f && localStorage.getItem(leftKey(f))
    if (f && begun) {
      localStorage.removeItem(leftKey(f))
      // What cannot be told to the server now, it removes by itself in time.
      void store.dispatch(api.endpoints.artifactAbortUpload.initiate({ uploadId: begun }))
    }
    this.files.delete(key)
    this.all = this.all.filter((u) => u.key !== key)
    this.tell()
  }

  private async run(key: string, f: File) {
    try {
      const artifact = await this.send(key, f)
      if (!artifact) return
      localStorage.removeItem(leftKey(f))
      this.files.delete(key)
      this.set(key, { state: 'done', sent: f.size, artifact })
      store.dispatch(api.util.invalidateTags(['Artifacts', 'Versions', 'Usage']))
    } catch (e) {
      this.set(key, { state: 'failed', trouble: troubleOf(e) })
    }
  }

  private async send(key: string, f: File): Promise<Artifact | undefined> {
    const upload = await this.begin(key, f)
    const size = upload.partBytes ?? f.size
    const arrived = new Set(upload.arrived ?? [])
    let sent = 0
    for (let number = 1; number <= (upload.parts ?? 1); number++) {
      const part = f.slice((number - 1) * size, number * size)
      if (!arrived.has(number))
        await this.persist(key, () => this.part(upload.id, number, part, (n) => this.set(key, { sent: sent + n, state: 'sending' })))
      if (this.aborted.has(key)) return undefined
      sent += part.size
      this.set(key, { sent, state: 'sending' })
    }
    return this.persist(key, () => store.dispatch(api.endpoints.artifactCompleteUpload.initiate({ uploadId: upload.id })).unwrap())
  }

  /** begin goes on with an upload that was left, or makes one. */
  private async begin(key: string, f: File): Promise<ArtifactUpload> {
    const left = localStorage.getItem(leftKey(f))
    if (left) {
      const found = await read(store.dispatch(api.endpoints.artifactGetUpload.initiate({ uploadId: left }, { forceRefetch: true }))).catch(
        () => undefined,
      )
      if (found?.state === 'waiting') return found
    }
    const wish = { name: f.name, bytes: f.size, inParts: true, ...(f.type ? { contentType: f.type } : {}) }
    const upload = await this.persist(key, () =>
      store.dispatch(api.endpoints.artifactBeginUpload.initiate({ artifactNewUpload: wish })).unwrap(),
    )
    localStorage.setItem(leftKey(f), upload.id)
    return upload
  }

  private async part(uploadId: string, number: number, part: Blob, progress: (bytes: number) => void) {
    const wanted = { parts: [{ number, sha256: await sha256(part) }] }
    const signed = await store.dispatch(api.endpoints.artifactSignParts.initiate({ uploadId, artifactPartsWanted: wanted })).unwrap()
    const [to] = signed.items
    if (to) await put(to, part, progress)
  }

  /** persist tries again for as long as only the line is to blame. */
  private async persist<T>(key: string, f: () => Promise<T>): Promise<T> {
    for (let pause = firstPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      try {
        return await f()
      } catch (e) {
        if (troubleOf(e).code !== 'offline' || this.aborted.has(key)) throw e
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

async function sha256(data: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await data.arrayBuffer())
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('')
}

/** put sends bytes by a signed request; XMLHttpRequest tells how far it is, fetch does not. */
function put(to: ArtifactSignedRequest, body: Blob, progress: (bytes: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(to.method, to.url)
    for (const [name, value] of Object.entries(to.headers)) {
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value) // the browser's own
    }
    request.upload.onprogress = (e) => progress(e.loaded)
    request.onload = () => (request.status < 300 ? resolve() : reject({ status: request.status, data: undefined }))
    request.onerror = () => reject({ status: 'FETCH_ERROR' })
    request.send(body)
  })
}
