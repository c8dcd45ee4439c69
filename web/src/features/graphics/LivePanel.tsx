import '../../i18n/studio'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Waiting } from '../../app/Gates'
import type { LiveDocument } from '../../live/document'
import { useDocument } from '../../live/hub'
import { buttonClass } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { useNames } from '../document/people'
import { Closed } from './Closed'
import { LookingBack } from './LookingBack'
import { StageView } from './StageView'
import { UndoButtons } from './UndoButtons'
import { useCanvas } from './useCanvas'
import { usePast } from './usePast'

/** LivePanel shows a document beside the chat, to be changed by hand or by a sentence. */
export default function LivePanel({ documentId, ...rest }: { documentId: string } & PanelProps) {
  const doc = useDocument(documentId)
  return doc ? <Open key={documentId} doc={doc} {...rest} /> : <Waiting />
}

interface PanelProps {
  /** The results of the conversation: sequence numbers of the document, the first one first. */
  results: number[]
  /** The result that is looked at; absent: the document as it is. */
  chosen?: number
  onChoose: (seq: number | undefined) => void
}

function Open({ doc, results, chosen, onChoose }: { doc: LiveDocument } & PanelProps) {
  const { t } = useTranslation()
  const now = useCanvas(doc)
  const nameOf = useNames(doc.id)
  const past = usePast(now, chosen)
  const c = past.canvas
  // What it is now is not looked back at: it would become the past with the next commit, under one's hands.
  const isNow = now.snapshot.status === 'live' && chosen !== undefined && chosen >= past.head
  useEffect(() => {
    if (isNow) onChoose(undefined)
  }, [isNow, onChoose])
  if (now.snapshot.status === 'loading') return <Waiting />
  if (now.snapshot.status !== 'live') return <Closed why={now.snapshot.status} />
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-1 border-b border-line bg-panel px-2 py-1">
        <span className="min-w-0 flex-1 truncate px-2 text-sm font-medium">{c.snapshot.name || t('untitled')}</span>
        {results.length > 1 && (
          <select
            aria-label={t('chat.version')}
            value={chosen ?? ''}
            onChange={(e) => onChoose(e.target.value ? Number(e.target.value) : undefined)}
            className="rounded-lg border border-line bg-panel px-2 py-1.5 text-sm"
          >
            <option value="">{t('chat.now')}</option>
            {results.map((seq, i) => (
              <option key={seq} value={seq}>
                {t('chat.result', { number: i + 1, of: results.length })}
              </option>
            ))}
          </select>
        )}
        {past.seq === undefined && <UndoButtons canvas={c} />}
        <Link
          to={`/tools/graphics/${doc.id}`}
          className={buttonClass('ghost', true)}
          aria-label={t('chat.openStudio')}
          title={t('chat.openStudio')}
        >
          <Icon name="open" />
        </Link>
      </div>
      <LookingBack past={past} editable={now.editable} onLeave={() => onChoose(undefined)} />
      <div className="min-h-0 flex-1">
        <StageView canvas={c} nameOf={nameOf} />
      </div>
    </div>
  )
}
