import { useTranslation } from 'react-i18next'
import { type DocumentCommit, useDocumentHistoryQuery } from '../../api'
import { useAppSelector } from '../../app/store'
import { Pages } from '../../ui/Pages'

const shown = 50 // at a time

const useHistory = (documentId: string, cursor?: string) =>
  useDocumentHistoryQuery({ documentId, limit: shown, cursor }, { refetchOnMountOrArgChange: true })

interface HistoryProps {
  documentId: string
  head: number
  /** The commit that one looks back at. */
  looked?: number
  onLook: (c: DocumentCommit) => void
}

/** History lists what was done, the latest first, to be looked at; it begins anew with each commit. */
export function History({ documentId, head, looked = head, onLook }: HistoryProps) {
  const { t, i18n } = useTranslation()
  const me = useAppSelector((s) => s.user.user?.id)
  return (
    <Pages key={head} className="divide-y divide-line p-1" usePage={useHistory} query={documentId} nothing={null}>
      {(commits) =>
        commits.map((c) => (
          <li key={c.seq}>
            <button
              type="button"
              aria-current={c.seq === looked}
              onClick={() => onLook(c)}
              className={`block w-full rounded-lg px-3 py-2 text-left text-sm ${c.seq === looked ? 'bg-accent-soft' : 'hover:bg-raised'}`}
            >
              <span className="font-medium">
                {t(c.undoes ? 'history.undone' : c.redoes ? 'history.redone' : 'history.changed', { count: c.edits.length })}
              </span>
              <span className="block text-xs text-muted">
                {c.by === me ? t('history.you') : t('studio.somebody')} · {new Date(c.at).toLocaleTimeString(i18n.language)} · {c.seq}
              </span>
            </button>
          </li>
        ))
      }
    </Pages>
  )
}
