import { skipToken } from '@reduxjs/toolkit/query'
import { useMemo } from 'react'
import { useDocumentGetQuery } from '../../api'
import { useDocumentRestoreMutation } from '../../api/beside'
import { newId } from '../../live/ids'
import { type StateJSON, stateOf } from '../../live/state'
import { useBusy } from '../../ui/useBusy'
import { useTrouble } from '../../ui/useTrouble'
import { type CanvasHandle, present } from './useCanvas'

/**
 * usePast lets one look at a document as it was after one of its commits, and take it back to
 * that. Without a sequence number, and with the last one, it is the document as it is.
 */
export function usePast(now: CanvasHandle, asked: number | undefined) {
  const trouble = useTrouble()
  const head = now.snapshot.state.seq
  const seq = asked !== undefined && asked < head ? asked : undefined
  const { data, currentData, error, refetch } = useDocumentGetQuery(seq ? { documentId: now.id, seq } : skipToken)
  const [ask] = useDocumentRestoreMutation()
  const [restoring, run] = useBusy()
  // Until it is here, the one before stays.
  const state = useMemo(() => data && stateOf(data.state as StateJSON), [data])

  /** restore takes the document back, and then calls what is to follow. */
  const restore = (done: () => void) =>
    run(async () => {
      if (seq === undefined) return
      const commitId = newId('rst')
      try {
        await now.settled() // it takes back all that one did since
        await ask({ documentId: now.id, documentRestoration: { commitId, seq, basis: head } }).unwrap()
        await now.sync()
        done()
      } catch (e) {
        trouble(e)
      }
    })
  return {
    seq,
    head,
    error,
    refetch,
    loading: !currentData,
    restore,
    restoring,
    canvas: seq === undefined ? now : asItWas(now, state ?? now.snapshot.state),
  }
}

export type Past = ReturnType<typeof usePast>

/** asItWas is a canvas to look at: nothing on it can be changed, and nobody is there. */
const asItWas = (now: CanvasHandle, state: CanvasHandle['snapshot']['state']): CanvasHandle => ({
  ...now,
  snapshot: { ...now.snapshot, state, pending: 0, peers: [] },
  selected: present(now.selected, state),
  editable: false,
  edit: () => {},
  tell: () => {},
})
