import { useTranslation } from 'react-i18next'
import { useDocumentPeopleQuery } from '../../api/beside'
import { most, useNamesOf } from '../people/names'

const useDocumentPeople = (documentId: string, strangers?: string) =>
  useDocumentPeopleQuery({ documentId, limit: most, ...(strangers && { with: strangers }) })

/** useNames gives the function that names those who may use a document. */
export function useNames(documentId: string): (userId: string) => string {
  const { t } = useTranslation()
  return useNamesOf(useDocumentPeople, documentId, { you: t('history.you'), somebody: t('studio.somebody') }).nameOf
}
