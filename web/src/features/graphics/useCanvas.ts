import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGraphicsRedoMutation, useGraphicsUndoMutation } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import type { LiveDocument } from '../../live/document'
import { useSnapshot } from '../../live/hub'
import { CannotApply, type Edit } from '../../live/state'
import { useTrouble } from '../../ui/useTrouble'

/** useCanvas is what the studio and the chat's panel do with a document. */
export function useCanvas(doc: LiveDocument) {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const trouble = useTrouble()
  const snapshot = useSnapshot(doc)
  const [selected, setSelected] = useState<string[]>([])
  const [undoOne] = useGraphicsUndoMutation()
  const [redoOne] = useGraphicsRedoMutation()

  useEffect(() => doc.onRefused(trouble), [doc, trouble])

  const edit = useCallback(
    (edits: Edit[]) => {
      try {
        doc.commit(edits)
      } catch (e) {
        if (!(e instanceof CannotApply)) throw e
        dispatch(notify({ tone: 'bad', text: t('studio.gone') }))
      }
    },
    [doc, dispatch, t],
  )

  const step = useCallback(
    async (which: typeof undoOne) => {
      const { error } = await which({ canvasId: doc.id, graphicsStep: {} })
      if (error) trouble(error)
      else await doc.sync()
    },
    [doc, trouble],
  )

  const present = selected.filter((id) => snapshot.state.objects.has(id))
  return {
    snapshot,
    selected: present.length === selected.length ? selected : present,
    setSelected,
    edit,
    undo: useCallback(() => step(undoOne), [step, undoOne]),
    redo: useCallback(() => step(redoOne), [step, redoOne]),
    editable: snapshot.role !== 'viewer' && snapshot.status === 'live',
  }
}
