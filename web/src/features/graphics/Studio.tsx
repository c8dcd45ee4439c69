import '../../i18n/studio'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Waiting } from '../../app/Gates'
import type { LiveDocument } from '../../live/document'
import { useDocument } from '../../live/hub'
import { useNames } from '../document/people'
import { Closed } from './Closed'
import { Earlier } from './Earlier'
import { layersOf } from './layer'
import { Side } from './Side'
import { StageView } from './StageView'
import { Toolbar } from './Toolbar'
import { useCanvas } from './useCanvas'
import { useKeys } from './useKeys'

/** The graphics studio: the canvas, its layers, the chosen layer's properties, what was said and done. */
export default function Studio() {
  const { documentId = '' } = useParams()
  const doc = useDocument(documentId)
  return doc ? <Open key={documentId} doc={doc} /> : <Waiting />
}

function Open({ doc }: { doc: LiveDocument }) {
  const { t } = useTranslation()
  const now = useCanvas(doc)
  const nameOf = useNames(doc.id)
  const [earlier, setEarlier] = useState<number>() // the sequence number whose state is looked at
  const c = { ...now, editable: now.editable && earlier === undefined }
  useKeys(c)
  if (c.snapshot.status === 'loading') return <Waiting />
  if (c.snapshot.status !== 'live') return <Closed why={c.snapshot.status} />
  const look = (seq: number) => setEarlier(seq === c.snapshot.state.seq ? undefined : seq)
  return (
    <main className="flex h-full flex-col">
      <h1 className="sr-only">{t('studio.title', { name: c.snapshot.name || t('untitled') })}</h1>
      <Toolbar doc={doc} canvas={c} nameOf={nameOf} />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div className="min-h-0 min-w-0 flex-1">
          {earlier === undefined ? (
            <StageView doc={doc} snapshot={c.snapshot} selected={c.selected} onSelect={c.setSelected} onEdit={c.edit} nameOf={nameOf} />
          ) : (
            <Earlier doc={doc} now={now.snapshot} seq={earlier} editable={now.editable} onLeave={() => setEarlier(undefined)} />
          )}
        </div>
        <Side documentId={doc.id} canvas={c} layers={layersOf(c.snapshot.state)} nameOf={nameOf} earlier={earlier} onLook={look} />
      </div>
    </main>
  )
}
