import { useEffect, useRef } from 'react'
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
  return (
    <Pages key={head} className="divide-y divide-line p-1" usePage={useHistory} query={documentId} nothing={null}>
      {(commits) => commits.map((c) => <Entry key={c.seq} commit={c} current={c.seq === looked} onLook={onLook} />)}
    </Pages>
  )
}

function Entry({ commit: c, current, onLook }: { commit: DocumentCommit; current: boolean; onLook: HistoryProps['onLook'] }) {
  const { t, i18n } = useTranslation()
  const me = useAppSelector((s) => s.user.user?.id)
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (current) item.current?.scrollIntoView({ block: 'nearest' }) // on a phone the banner takes room from the list
  }, [current])
  return (
    <li ref={item}>
      <button
        type="button"
        aria-current={current}
        onClick={() => onLook(c)}
        className={`block w-full rounded-lg px-3 py-2 text-left text-sm ${current ? 'bg-accent-soft' : 'hover:bg-raised'}`}
      >
        <span className="font-medium">
          {t(c.undoes ? 'history.undone' : c.redoes ? 'history.redone' : 'history.changed', { count: c.edits.length })}
        </span>
        <span className="block text-xs text-muted">
          {c.by === me ? t('history.you') : t('studio.somebody')} · {new Date(c.at).toLocaleTimeString(i18n.language)} · {c.seq}
        </span>
      </button>
    </li>
  )
}
