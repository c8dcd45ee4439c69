import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useGraphicsExportMutation } from '../../api'
import { download } from '../../api/content'
import { Waiting } from '../../app/Gates'
import type { LiveDocument, Snapshot } from '../../live/document'
import { useDocument } from '../../live/hub'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { useTrouble } from '../../ui/useTrouble'
import { ShareDialog } from '../share/ShareDialog'
import { Closed } from './Closed'
import { History } from './History'
import { Layers } from './Layers'
import { layersOf, newLayer, setProps } from './layer'
import { Properties } from './Properties'
import { colourOf, StageView } from './StageView'
import { UndoButtons } from './UndoButtons'
import { useCanvas } from './useCanvas'

type Canvas = ReturnType<typeof useCanvas>

/** The graphics studio: the canvas, its layers, the chosen layer's properties, and what was done. */
export default function Studio() {
  const { documentId = '' } = useParams()
  const doc = useDocument(documentId)
  return doc ? <Open key={documentId} doc={doc} /> : <Waiting />
}

function Open({ doc }: { doc: LiveDocument }) {
  const { t } = useTranslation()
  const c = useCanvas(doc)
  const [side, setSide] = useState<'design' | 'history'>('design')
  useKeys(c)
  if (c.snapshot.status === 'loading') return <Waiting />
  if (c.snapshot.status !== 'live') return <Closed why={c.snapshot.status} />
  const layers = layersOf(c.snapshot.state)
  return (
    <main className="flex h-full flex-col">
      <h1 className="sr-only">{t('studio.title', { name: c.snapshot.name || t('untitled') })}</h1>
      <Toolbar doc={doc} canvas={c} />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div className="min-h-0 min-w-0 flex-1">
          <StageView doc={doc} snapshot={c.snapshot} selected={c.selected} onSelect={c.setSelected} onEdit={c.edit} />
        </div>
        <aside
          className="flex h-2/5 shrink-0 flex-col border-t border-line bg-panel md:h-auto md:w-72 md:border-t-0 md:border-l"
          aria-label={t('studio.panel')}
        >
          <div role="tablist" aria-label={t('studio.panel')} className="flex border-b border-line p-1">
            {(['design', 'history'] as const).map((s) => (
              <button
                key={s}
                type="button"
                role="tab"
                id={`tab-${s}`}
                aria-selected={side === s}
                aria-controls="side"
                onClick={() => setSide(s)}
                className={`flex-1 rounded-lg px-3 py-1.5 text-sm font-medium ${side === s ? 'bg-accent-soft text-accent' : 'text-muted'}`}
              >
                {t(`studio.${s}`)}
              </button>
            ))}
          </div>
          <div id="side" role="tabpanel" aria-labelledby={`tab-${side}`} className="min-h-0 flex-1 overflow-y-auto">
            {side === 'history' ? (
              <History documentId={doc.id} head={c.snapshot.state.seq} />
            ) : (
              <>
                <Layers
                  state={c.snapshot.state}
                  layers={layers}
                  selected={c.selected}
                  editable={c.editable}
                  onSelect={c.setSelected}
                  onEdit={c.edit}
                />
                <Properties
                  layers={layers.filter((l) => c.selected.includes(l.id))}
                  state={c.snapshot.state}
                  editable={c.editable}
                  onEdit={c.edit}
                />
              </>
            )}
          </div>
        </aside>
      </div>
    </main>
  )
}

const shapes: Array<{ type: 'rectangle' | 'ellipse' | 'line' | 'text'; icon: IconName }> = [
  { type: 'text', icon: 'text' },
  { type: 'rectangle', icon: 'rectangle' },
  { type: 'ellipse', icon: 'ellipse' },
  { type: 'line', icon: 'line' },
]

function Toolbar({ doc, canvas: c }: { doc: LiveDocument; canvas: Canvas }) {
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
        <People snapshot={c.snapshot} />
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

function People({ snapshot }: { snapshot: Snapshot }) {
  const { t } = useTranslation()
  if (snapshot.peers.length === 0) return null
  return (
    <ul aria-label={t('studio.people')} className="flex -space-x-1.5">
      {snapshot.peers.map((p) => {
        const name = p.state.name || t('studio.somebody')
        return (
          <li
            key={p.id}
            title={name}
            className="grid size-7 place-items-center rounded-full border-2 border-panel text-xs font-semibold text-white"
            style={{ background: colourOf(p) }}
          >
            <span aria-hidden="true">{name.slice(0, 1).toUpperCase()}</span>
            <span className="sr-only">{name}</span>
          </li>
        )
      })}
    </ul>
  )
}

const steps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** Keys of the studio; those of a field one writes in are the field's. */
function useKeys(c: Canvas) {
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      const at = e.target as HTMLElement
      if (!c.editable || at.closest('input, textarea, select, dialog, [contenteditable]')) return
      const command = e.ctrlKey || e.metaKey
      if (command && e.key.toLowerCase() === 'z') {
        e.preventDefault()
        void (e.shiftKey ? c.redo() : c.undo())
      } else if ((e.key === 'Delete' || e.key === 'Backspace') && c.selected.length > 0) {
        e.preventDefault()
        c.edit(c.selected.map((id) => ({ op: 'delete', id })))
      } else if (steps[e.key] && c.selected.length > 0 && !at.closest('[role=tablist], [role=toolbar]')) {
        e.preventDefault()
        const [dx, dy] = (steps[e.key] ?? [0, 0]).map((d) => d * (e.shiftKey ? 10 : 1)) as [number, number]
        c.edit(nudge(c, dx, dy))
      }
    }
    addEventListener('keydown', down)
    return () => removeEventListener('keydown', down)
  })
}

function nudge(c: Canvas, dx: number, dy: number) {
  return layersOf(c.snapshot.state)
    .filter((l) => c.selected.includes(l.id))
    .map((l) =>
      setProps(l.id, l.type === 'line' ? { x1: l.x1 + dx, y1: l.y1 + dy, x2: l.x2 + dx, y2: l.y2 + dy } : { x: l.x + dx, y: l.y + dy }),
    )
}
