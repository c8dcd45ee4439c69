import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { type Trouble, troubleOf } from '../api/problem'
import { notify } from '../app/notices'
import { useAppDispatch } from '../app/store'

/** useWords puts a Trouble into words: the server's own, or ours when it said nothing. */
export function useWords() {
  const { t } = useTranslation()
  return useCallback(
    (trouble: Pick<Trouble, 'code' | 'message'>) => trouble.message ?? t(trouble.code === 'offline' ? 'offline' : 'unknown'),
    [t],
  )
}

const isTrouble = (e: unknown): e is Trouble => typeof e === 'object' && e !== null && 'code' in e && 'fields' in e

/** useTrouble shows a notice of a Trouble, or of what a call was rejected with. */
export function useTrouble() {
  const dispatch = useAppDispatch()
  const words = useWords()
  return useCallback(
    (error: unknown) => {
      const trouble = isTrouble(error) ? error : troubleOf(error)
      dispatch(notify({ tone: 'bad', text: words(trouble), correlationId: trouble.correlationId }))
    },
    [dispatch, words],
  )
}
