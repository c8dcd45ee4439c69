import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocumentPeopleQuery } from '../../api/beside'
import { useAppSelector } from '../../app/store'

const most = 200 // of whom the names are known: who is seen at once is fewer

/**
 * useNames gives the function that names those who may use a document. Of somebody who came
 * by a link just now the name is asked for again, once.
 */
export function useNames(documentId: string, seen: string[] = []): (userId: string) => string {
  const { t } = useTranslation()
  const me = useAppSelector((s) => s.user.user?.id)
  const { data, refetch } = useDocumentPeopleQuery({ documentId, limit: most })
  const names = useMemo(() => new Map(data?.items.map((p) => [p.userId, p.name])), [data])
  const asked = useRef(new Set<string>())
  useEffect(() => {
    const strangers = seen.filter((id) => data && !names.has(id) && !asked.current.has(id))
    for (const id of strangers) asked.current.add(id)
    if (strangers.length > 0) void refetch()
  }, [seen, names, data, refetch])
  return useCallback((id) => (id === me ? t('history.you') : names.get(id) || t('studio.somebody')), [me, names, t])
}
