import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGraphicsExportMutation } from '../../api'
import { download } from '../../api/content'
import type { Snapshot } from '../../live/document'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { useBusy } from '../../ui/useBusy'
import { useTrouble } from '../../ui/useTrouble'
import { ShareDialog } from '../share/ShareDialog'
import { newLayer } from './layer'
import { People } from './People'
import { PicturePicker } from './PicturePicker'
import { UndoButtons } from './UndoButtons'
import type { AddPictures } from './useAddPictures'
import type { CanvasHandle } from './useCanvas'

const shapes: Array<{ type: 'rectangle' | 'ellipse' | 'line' | 'text'; icon: IconName }> = [
  { type: 'text', icon: 'text' },
  { type: 'rectangle', icon: 'rectangle' },
  { type: 'ellipse', icon: 'ellipse' },
  { type: 'line', icon: 'line' },
]

const narrow = 'max-sm:px-2' // all is in one row on a phone

/** arrows has left and right go from one button to the next, as in every toolbar (WAI-ARIA). */
function arrows(e: KeyboardEvent<HTMLElement>) {
  const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
  const buttons = [...e.currentTarget.querySelectorAll<HTMLElement>('button:enabled')]
  const at = buttons.indexOf(e.target as HTMLElement)
  if (by === 0 || at < 0) return
  e.preventDefault()
  buttons.at((at + by) % buttons.length)?.focus()
}

interface ToolbarProps {
  canvas: CanvasHandle
  nameOf: (userId: string) => string
  pictures: AddPictures
  /** What is exported; the newest if absent. */
  seq?: number
}

/** Toolbar is what can be added, undone, shared and exported, and who else is here. */
export function Toolbar({ canvas: c, nameOf, pictures, seq }: ToolbarProps) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [sharing, setSharing] = useState(false)
  const [picking, setPicking] = useState(false)
  const [exportNow] = useGraphicsExportMutation()
  const [busy, run] = useBusy()
  const add = (type: (typeof shapes)[number]['type']) => {
    const edit = newLayer(c.snapshot.state, type, t(`layer.${type}`), t('studio.newText'))
    c.edit([edit])
    c.setSelected([edit.id])
  }
  const save = async () => {
    try {
      await c.settled() // what is shown is what is exported
      const data = await exportNow({ canvasId: c.id, graphicsExportRequest: { format: 'png', seq } }).unwrap()
      await download(data.artifactId, data.name)
    } catch (e) {
      trouble(e)
    }
  }
  return (
    <>
      <div
        role="toolbar"
        onKeyDown={arrows}
        aria-label={t('studio.tools')}
        className="flex flex-wrap items-center border-b border-line bg-panel px-2 py-1 sm:gap-1"
      >
        <span className="mr-2 hidden max-w-40 truncate px-2 text-sm font-medium sm:inline">{c.snapshot.name || t('untitled')}</span>
        {c.editable &&
          shapes.map((s) => (
            <Button key={s.type} look="ghost" label={t('studio.add', { what: t(`layer.${s.type}`) })} onClick={() => add(s.type)}>
              <Icon name={s.icon} />
            </Button>
          ))}
        {c.editable && (
          <Button look="ghost" label={t('studio.add', { what: t('layer.image') })} onClick={() => setPicking(true)}>
            <Icon name="image" />
          </Button>
        )}
        <UndoButtons canvas={c} />
        <div className="ml-auto flex items-center gap-2">
          <Saved snapshot={c.snapshot} />
          <People snapshot={c.snapshot} nameOf={nameOf} />
          {c.snapshot.role === 'owner' && (
            <Button className={narrow} onClick={() => setSharing(true)}>
              <Icon name="link" />
              <span className="max-sm:sr-only">{t('studio.share')}</span>
            </Button>
          )}
          <Button look="primary" busy={busy} className={narrow} onClick={() => void run(save)}>
            <Icon name="download" />
            <span className="max-sm:sr-only">{t('studio.export')}</span>
          </Button>
        </div>
      </div>
      {picking && <PicturePicker pictures={pictures} onClose={() => setPicking(false)} />}
      {sharing && <ShareDialog kind="document" id={c.id} onClose={() => setSharing(false)} />}
    </>
  )
}

/** Saved says whether all of one's changes are on the server. */
function Saved({ snapshot }: { snapshot: Snapshot }) {
  const { t } = useTranslation()
  return (
    <span role="status" className="text-xs text-muted max-sm:sr-only">
      {snapshot.role === 'viewer' ? t('studio.viewing') : t(snapshot.pending > 0 ? 'studio.saving' : 'studio.saved')}
    </span>
  )
}
