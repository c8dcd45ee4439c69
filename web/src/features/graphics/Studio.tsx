import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Waiting } from '../../app/Gates'
import type { LiveDocument } from '../../live/document'
import { useDocument } from '../../live/hub'
import { Closed } from './Closed'
import { LookingBack } from './LookingBack'
import { Panel } from './Panel'
import { Sending } from './Sending'
import { StageView } from './StageView'
import { Toolbar } from './Toolbar'
import { useAddPictures } from './useAddPictures'
import { useCanvas } from './useCanvas'
import { useKeys } from './useKeys'
import { usePast } from './usePast'

/** The graphics studio: the canvas, its layers, the chosen layer's properties, and what was done. */
export default function Studio() {
  const { documentId = '' } = useParams()
  const doc = useDocument(documentId)
  return doc ? <Open key={documentId} doc={doc} /> : <Waiting />
}

function Open({ doc }: { doc: LiveDocument }) {
  const { t } = useTranslation()
  const now = useCanvas(doc)
  const past = usePast(now)
  const c = past.canvas
  const pictures = useAddPictures(now, c.editable)
  useKeys(c)
  if (c.snapshot.status === 'loading') return <Waiting />
  if (c.snapshot.status !== 'live') return <Closed why={c.snapshot.status} />
  return (
    <main className="flex h-full flex-col">
      <h1 className="sr-only">{t('studio.title', { name: c.snapshot.name || t('untitled') })}</h1>
      <Toolbar canvas={c} pictures={pictures} seq={past.commit?.seq} />
      <LookingBack past={past} editable={now.editable} />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div className="min-h-0 min-w-0 flex-1">
          <StageView canvas={c} onFiles={pictures.addFiles}>
            <Sending keys={pictures.sending} />
          </StageView>
        </div>
        <Panel past={past} />
      </div>
    </main>
  )
}
