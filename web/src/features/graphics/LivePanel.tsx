import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Waiting } from '../../app/Gates'
import type { LiveDocument } from '../../live/document'
import { useDocument } from '../../live/hub'
import { buttonClass } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Closed } from './Closed'
import { StageView } from './StageView'
import { UndoButtons } from './UndoButtons'
import { useCanvas } from './useCanvas'

/** LivePanel shows a document beside the chat, to be changed by hand or by a sentence. */
export default function LivePanel({ documentId }: { documentId: string }) {
  const doc = useDocument(documentId)
  return doc ? <Open key={documentId} doc={doc} /> : <Waiting />
}

function Open({ doc }: { doc: LiveDocument }) {
  const { t } = useTranslation()
  const c = useCanvas(doc)
  if (c.snapshot.status === 'loading') return <Waiting />
  if (c.snapshot.status !== 'live') return <Closed why={c.snapshot.status} />
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-1 border-b border-line bg-panel px-2 py-1">
        <span className="min-w-0 flex-1 truncate px-2 text-sm font-medium">{c.snapshot.name || t('untitled')}</span>
        <UndoButtons canvas={c} />
        <Link
          to={`/tools/graphics/${doc.id}`}
          className={buttonClass('ghost', true)}
          aria-label={t('chat.openStudio')}
          title={t('chat.openStudio')}
        >
          <Icon name="open" />
        </Link>
      </div>
      <div className="min-h-0 flex-1">
        <StageView canvas={c} />
      </div>
    </div>
  )
}
