/** The connection and the documents that this page follows. */
import i18next from 'i18next'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { api } from '../api'
import { troubleOf } from '../api/problem'
import { read } from '../api/read'
import { notify } from '../app/notices'
import { store } from '../app/store'
import { unkept } from '../app/unkept'
import { type ByRest, type Pending, typed } from './deliver'
import { LiveDocument, type Loaded } from './document'
import { Held } from './held'
import { inTurn, keptCommits, sendLeft } from './left'
import { Socket, type Status } from './socket'
import type { StateJSON } from './state'

export const socket = new Socket({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
  ticket: async () => (await store.dispatch(api.endpoints.identityCreateTicket.initiate()).unwrap()).ticket,
})

addEventListener('online', () => socket.retry())

export function useSocketStatus(): Status {
  return useSyncExternalStore(
    (f) => socket.onStatus(f),
    () => socket.status,
  )
}

async function load(id: string): Promise<Loaded> {
  const d = await read(store.dispatch(api.endpoints.documentGet.initiate({ documentId: id }, { forceRefetch: true })))
  return { name: d.name, role: d.role, state: d.state as StateJSON }
}

const log = (id: string, after: number) =>
  read(store.dispatch(api.endpoints.documentLog.initiate({ documentId: id, after }, { forceRefetch: true })))

const byRest: ByRest = (id, c) => store.dispatch(api.endpoints.documentCommit.initiate({ documentId: id, documentNewCommit: c })).unwrap()

const noted = () => store.dispatch(api.util.invalidateTags(['Comments', 'NamedVersions', 'Activity', 'People']))

/** refused says that a change was taken back; what was written for it is not lost. */
function refused(why: unknown, p: Pending) {
  const { message, correlationId } = troubleOf(why)
  const text = i18next.t('refused', { why: message ?? i18next.t('unknown') })
  store.dispatch(notify({ tone: 'bad', text, correlationId, copy: typed(p.edits) }))
}

const signedIn = () => store.getState().user.user?.id

const documents = new Held(
  (id) => new LiveDocument(id, socket, { load, log, commit: byRest, kept: keptCommits(signedIn(), id, unkept), refused, noted }),
)

/** sendKeptCommits sends what documents that are not open here have left without an answer. */
export const sendKeptCommits = inTurn(() => sendLeft({ socket, byRest, isOpen: (id) => documents.has(id), signedIn, refused }))

/** useDocument follows a document while the component is shown. */
export function useDocument(id: string): LiveDocument | null {
  const [doc, setDoc] = useState<LiveDocument | null>(null)
  useEffect(() => {
    const [d, release] = documents.hold(id)
    setDoc(d)
    return () => {
      setDoc(null)
      release()
      queueMicrotask(() => void sendKeptCommits()) // after what is still committed as the page is left
    }
  }, [id])
  return doc?.id === id ? doc : null
}

export function useSnapshot(doc: LiveDocument) {
  return useSyncExternalStore(doc.subscribe, doc.get)
}
