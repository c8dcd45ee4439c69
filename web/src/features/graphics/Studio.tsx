import '../../i18n/studio'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Waiting } from '../../app/Gates'
import type { LiveDocument } from '../../live/document'
import { useDocument } from '../../live/hub'
import { useNames } from '../document/people'
import { Closed } from './Closed'
import { LookingBack } from './LookingBack'
import { Sending } from './Sending'
import { Side } from './Side'
import { StageView } from './StageView'
import { Toolbar } from './Toolbar'
import { useAddPictures } from './useAddPictures'
import { useCanvas } from './useCanvas'
import { useKeys } from './useKeys'
import { usePast } from './usePast'

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
  const [looked, setLooked] = useState<number>()
  const past = usePast(now, looked)
  const c = past.canvas
  const pictures = useAddPictures(now, c.editable)
  useKeys(c)
  if (now.snapshot.status === 'loading') return <Waiting />
  if (now.snapshot.status !== 'live') return <Closed why={now.snapshot.status} />
  const leave = () => setLooked(undefined)
  // What it is now is not looked back at: it would become the past with the next commit, under one's hands.
  const look = (seq: number) => setLooked(seq < past.head ? seq : undefined)
  return (
    <main className="flex h-full flex-col">
      <h1 className="sr-only">{t('studio.title', { name: c.snapshot.name || t('untitled') })}</h1>
      <Toolbar canvas={c} nameOf={nameOf} pictures={pictures} seq={past.seq} />
      <LookingBack past={past} editable={now.editable} onLeave={leave} />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div className="min-h-0 min-w-0 flex-1">
          <StageView canvas={c} nameOf={nameOf} onFiles={pictures.addFiles}>
            <Sending keys={pictures.sending} />
          </StageView>
        </div>
        <Side past={past} role={now.snapshot.role} nameOf={nameOf} onLook={look} />
      </div>
    </main>
  )
}
