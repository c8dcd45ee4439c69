import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGraphicsRedoMutation, useGraphicsUndoMutation } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import { typed } from '../../live/deliver'
import type { LiveDocument } from '../../live/document'
import { useSnapshot } from '../../live/hub'
import type { Where } from '../../live/presence'
import { CannotApply, type Edit, type State } from '../../live/state'
import { useTrouble } from '../../ui/useTrouble'

/** CanvasHandle is a document as the studio and the chat's panel show it, and what they do with it. */
export type CanvasHandle = ReturnType<typeof useCanvas>

export function useCanvas(doc: LiveDocument) {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const trouble = useTrouble()
  const snapshot = useSnapshot(doc)
  const [selected, setSelected] = useState<string[]>([])
  const [undoOne] = useGraphicsUndoMutation()
  const [redoOne] = useGraphicsRedoMutation()

  const edit = useCallback(
    (edits: Edit[]) => {
      try {
        doc.commit(edits)
      } catch (e) {
        if (!(e instanceof CannotApply)) throw e
        dispatch(notify({ tone: 'bad', text: t('studio.gone'), copy: typed(edits) }))
      }
    },
    [doc, dispatch, t],
  )

  const step = useCallback(
    async (one: () => Promise<unknown>) => {
      try {
        await doc.settled() // it is about the last step on the server
        await one()
        await doc.sync()
      } catch (e) {
        trouble(e)
      }
    },
    [doc, trouble],
  )

  return {
    id: doc.id,
    snapshot,
    selected: present(selected, snapshot.state),
    setSelected,
    edit,
    sync: useCallback(() => doc.sync(), [doc]),
    settled: useCallback(() => doc.settled(), [doc]),
    tell: useCallback((where: Where) => doc.tell(where), [doc]),
    undo: useCallback(() => step(() => undoOne({ canvasId: doc.id, graphicsUndoStep: {} }).unwrap()), [step, undoOne, doc]),
    redo: useCallback(() => step(() => redoOne({ canvasId: doc.id, graphicsStep: {} }).unwrap()), [step, redoOne, doc]),
    editable: snapshot.role !== 'viewer' && snapshot.status === 'live',
  }
}

/** present leaves out what is not in a state; what is all there stays the same array. */
export function present(ids: string[], state: State): string[] {
  const left = ids.filter((id) => state.objects.has(id))
  return left.length === ids.length ? ids : left
}
