import { skipToken } from '@reduxjs/toolkit/query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DocumentCommit, useDocumentGetQuery } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import { type StateJSON, stateOf } from '../../live/state'
import { difference, inCommits } from './difference'
import { type CanvasHandle, present } from './useCanvas'

/** usePast lets one look at a document as it was after one of its commits, and take it back to that. */
export function usePast(now: CanvasHandle) {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const [looked, setLooked] = useState<{ commit: DocumentCommit; head: number }>()
  const seq = looked?.commit.seq
  const { data, currentData, error, refetch } = useDocumentGetQuery(seq ? { documentId: now.id, seq } : skipToken)
  // Until it is here, the one before stays.
  const state = useMemo(() => data && stateOf(data.state as StateJSON), [data])
  const head = now.snapshot.state.seq

  const look = (commit: DocumentCommit) => setLooked(commit.seq === head ? undefined : { commit, head: looked?.head ?? head })
  const leave = () => setLooked(undefined)
  const restore = () => {
    if (!state || !currentData) return
    const commits = inCommits(difference(now.snapshot.state, state))
    for (const edits of commits) now.edit(edits)
    leave()
    dispatch(notify({ tone: 'good', text: t('past.restored', { count: commits.length }) }))
  }
  return {
    look,
    leave,
    restore,
    refetch,
    error,
    commit: looked?.commit,
    loading: !currentData,
    /** The newest commit when one began to look back: the list is about those until then. */
    head: looked?.head ?? head,
    canvas: looked ? asItWas(now, state ?? now.snapshot.state) : now,
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
