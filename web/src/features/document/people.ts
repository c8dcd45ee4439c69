import { useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocumentPeopleQuery } from '../../api/beside'
import { useAppSelector } from '../../app/store'

const most = 200 // people in one answer
const mostStrangers = 100 // whose names are asked for: as many ids as fit into the question

/**
 * useNames gives the function that names those who may use a document. The server lists
 * those who were invited only to whom knows their ids, so whoever is named here and is not
 * in the list is asked for by the id, once; and so is who came just now.
 */
export function useNames(documentId: string): (userId: string) => string {
  const { t } = useTranslation()
  const me = useAppSelector((s) => s.user.user?.id)
  const [strangers, setStrangers] = useState<string[]>([])
  const asked = useRef(new Set<string>())
  const { data } = useDocumentPeopleQuery({ documentId, limit: most, ...(strangers.length > 0 && { with: strangers.join(',') }) })
  const names = useMemo(() => data && new Map(data.items.map((p) => [p.userId, p.name])), [data])
  return useCallback(
    (id) => {
      if (id === me) return t('history.you')
      if (names && !names.has(id) && !asked.current.has(id)) {
        asked.current.add(id)
        queueMicrotask(() => setStrangers([...asked.current].slice(-mostStrangers))) // not while something is rendered
      }
      return names?.get(id) || t('studio.somebody')
    },
    [me, names, t],
  )
}
