import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGraphicsExportMutation } from '../../api'
import { download } from '../../api/content'
import type { LiveDocument, Snapshot } from '../../live/document'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { useTrouble } from '../../ui/useTrouble'
import { ShareDialog } from '../share/ShareDialog'
import { newLayer } from './layer'
import { People } from './People'
import { UndoButtons } from './UndoButtons'
import type { useCanvas } from './useCanvas'

type Canvas = ReturnType<typeof useCanvas>

const shapes: Array<{ type: 'rectangle' | 'ellipse' | 'line' | 'text'; icon: IconName }> = [
  { type: 'text', icon: 'text' },
  { type: 'rectangle', icon: 'rectangle' },
  { type: 'ellipse', icon: 'ellipse' },
  { type: 'line', icon: 'line' },
]

/** Toolbar is what one adds and does with the whole canvas. */
export function Toolbar({ doc, canvas: c, nameOf }: { doc: LiveDocument; canvas: Canvas; nameOf: (userId: string) => string }) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [sharing, setSharing] = useState(false)
  const [exportNow, { isLoading }] = useGraphicsExportMutation()
  const add = (type: (typeof shapes)[number]['type']) => {
    const edit = newLayer(c.snapshot.state, type, t(`layer.${type}`), t('studio.newText'))
    c.edit([edit])
    c.setSelected([edit.id])
  }
  const save = async () => {
    const { data, error } = await exportNow({ canvasId: doc.id, graphicsExportRequest: { format: 'png' } })
    if (error) trouble(error)
    if (data) await download(data.artifactId, data.name).catch(trouble)
  }
  return (
    <div
      role="toolbar"
      aria-label={t('studio.tools')}
      className="flex flex-wrap items-center gap-1 border-b border-line bg-panel px-2 py-1"
    >
      <span className="mr-2 max-w-40 truncate px-2 text-sm font-medium">{c.snapshot.name || t('untitled')}</span>
      {c.editable &&
        shapes.map((s) => (
          <Button key={s.type} look="ghost" label={t('studio.add', { what: t(`layer.${s.type}`) })} onClick={() => add(s.type)}>
            <Icon name={s.icon} />
          </Button>
        ))}
      <UndoButtons canvas={c} />
      <div className="ml-auto flex items-center gap-2">
        <Saved snapshot={c.snapshot} />
        <People snapshot={c.snapshot} nameOf={nameOf} />
        {c.snapshot.role === 'owner' && (
          <Button onClick={() => setSharing(true)}>
            <Icon name="link" />
            {t('studio.share')}
          </Button>
        )}
        <Button look="primary" busy={isLoading} onClick={() => void save()}>
          <Icon name="download" />
          {t('studio.export')}
        </Button>
      </div>
      {sharing && <ShareDialog kind="document" id={doc.id} onClose={() => setSharing(false)} />}
    </div>
  )
}

/** Saved says whether all of one's changes are on the server. */
function Saved({ snapshot }: { snapshot: Snapshot }) {
  const { t } = useTranslation()
  return (
    <span role="status" className="hidden text-xs text-muted sm:inline">
      {snapshot.role === 'viewer' ? t('studio.viewing') : t(snapshot.pending > 0 ? 'studio.saving' : 'studio.saved')}
    </span>
  )
}
