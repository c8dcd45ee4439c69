import { useTranslation } from 'react-i18next'
import { type DocumentActivity, useDocumentActivityQuery } from '../../api/beside'
import { Pages } from '../../ui/Pages'

const shown = 50 // at a time

const useActivity = (documentId: string, cursor?: string) =>
  useDocumentActivityQuery({ documentId, limit: shown, cursor }, { refetchOnMountOrArgChange: true })

interface ActivityProps {
  documentId: string
  /** The last commit there is: the list begins anew with each. */
  head: number
  /** The commit whose state is looked at. */
  at: number
  nameOf: (userId: string) => string
  onLook: (seq: number) => void
}

/** Activity lists what happened to a document, the latest first; one can look at what it was after a commit. */
export function Activity({ documentId, head, at, nameOf, onLook }: ActivityProps) {
  const { t, i18n } = useTranslation()
  return (
    <section aria-labelledby="activity" className="p-3">
      <h2 id="activity" className="mb-1 text-sm font-semibold">
        {t('activity.title')}
      </h2>
      <Pages key={head} className="divide-y divide-line" usePage={useActivity} query={documentId} nothing={null}>
        {(items) =>
          items.map((a) => {
            const about = (
              <>
                <span className="font-medium">{t(`activity.${kindOf(a)}`, { name: a.name })}</span>
                <span className="block text-xs text-muted">
                  {nameOf(a.by)} · {new Date(a.at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'medium' })}
                  {a.kind === 'committed' && ` · ${a.seq}`}
                </span>
              </>
            )
            return (
              <li key={a.kind === 'committed' ? a.seq : a.id} className="text-sm">
                {a.seq ? (
                  <button
                    type="button"
                    aria-current={a.kind === 'committed' && a.seq === at ? 'true' : undefined}
                    onClick={() => onLook(a.seq ?? head)}
                    className="w-full rounded-lg px-2 py-2 text-left hover:bg-raised aria-[current]:bg-accent-soft"
                  >
                    {about}
                  </button>
                ) : (
                  <div className="px-2 py-2">{about}</div>
                )}
              </li>
            )
          })
        }
      </Pages>
    </section>
  )
}

/** kindOf names what happened as the texts do. */
function kindOf(a: DocumentActivity) {
  if (a.kind !== 'committed') return a.kind
  if (a.undoes) return 'undone'
  if (a.redoes) return 'redone'
  if (a.seq === 1) return 'made'
  return a.op === 'document.restore' ? 'restored' : 'committed'
}
