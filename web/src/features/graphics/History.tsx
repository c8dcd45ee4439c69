import { useTranslation } from 'react-i18next'
import { useDocumentHistoryQuery } from '../../api'
import { useAppSelector } from '../../app/store'
import { Pages } from '../../ui/Pages'

const shown = 50 // at a time

const useHistory = (documentId: string, cursor?: string) =>
  useDocumentHistoryQuery({ documentId, limit: shown, cursor }, { refetchOnMountOrArgChange: true })

/** History lists what was done, the latest first; it begins anew with each commit. */
export function History({ documentId, head }: { documentId: string; head: number }) {
  const { t, i18n } = useTranslation()
  const me = useAppSelector((s) => s.user.user?.id)
  return (
    <Pages key={head} className="divide-y divide-line px-3" usePage={useHistory} query={documentId} nothing={null}>
      {(commits) =>
        commits.map((c) => (
          <li key={c.seq} className="py-2 text-sm">
            <span className="font-medium">
              {t(c.undoes ? 'history.undone' : c.redoes ? 'history.redone' : 'history.changed', { count: c.edits.length })}
            </span>
            <span className="block text-xs text-muted">
              {c.by === me ? t('history.you') : t('studio.somebody')} · {new Date(c.at).toLocaleTimeString(i18n.language)} · {c.seq}
            </span>
          </li>
        ))
      }
    </Pages>
  )
}
