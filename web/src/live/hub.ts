/** The connection and the documents that this page follows. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { api } from '../api'
import { read } from '../api/read'
import { store } from '../app/store'
import { LiveDocument, type Loaded, type NewCommit, type Pending } from './document'
import { Held } from './held'
import { keeper } from './kept'
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

const commit = (id: string, c: NewCommit) =>
  store.dispatch(api.endpoints.documentCommit.initiate({ documentId: id, documentNewCommit: c })).unwrap()

const noted = () => store.dispatch(api.util.invalidateTags(['Comments', 'NamedVersions', 'Activity', 'People']))

const documents = new Held((id) => {
  const kept = keeper<Pending>(`aio-commit-${store.getState().user.user?.id}-${id}-`)
  return new LiveDocument(id, socket, { load, log, commit, kept, noted })
})

/** useDocument follows a document while the component is shown. */
export function useDocument(id: string): LiveDocument | null {
  const [doc, setDoc] = useState<LiveDocument | null>(null)
  useEffect(() => {
    const [d, release] = documents.hold(id)
    setDoc(d)
    return () => {
      setDoc(null)
      release()
    }
  }, [id])
  return doc
}

export function useSnapshot(doc: LiveDocument) {
  return useSyncExternalStore(doc.subscribe, doc.get)
}
