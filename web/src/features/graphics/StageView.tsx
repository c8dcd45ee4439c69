import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import type { Peer } from '../../live/presence'
import { DropArea } from '../../ui/DropArea'
import { canvasOf, canvasPoint, layersOf, textAgain } from './layer'
import { PreviewMark } from './PreviewMark'
import { shownBy } from './shown'
import { Stage } from './stage'
import type { CanvasHandle } from './useCanvas'
import { usePreview } from './usePreview'

interface StageViewProps {
  canvas: CanvasHandle
  nameOf: (userId: string) => string
  /** Takes pictures that are dropped, and where on the canvas. */
  onFiles?: (files: FileList, at: { x: number; y: number }) => void
  /** What lies over the canvas. */
  children?: ReactNode
}

const margin = 24 // CSS pixels around the canvas

/** StageView shows the canvas, with the others' cursors on it. */
export function StageView({ canvas, nameOf, onFiles, children }: StageViewProps) {
  const { t } = useTranslation()
  const room = useRef<HTMLDivElement>(null)
  const holder = useRef<HTMLDivElement>(null)
  const stage = useRef<Stage>(null)
  const [zoom, setZoom] = useState(1)
  const [rough, setRough] = useState(false)
  const { snapshot, selected, editable } = canvas
  const now = useRef(canvas)
  now.current = canvas
  const dispatch = useAppDispatch()
  const tellKept = useRef(() => {})
  tellKept.current = () => dispatch(notify({ tone: 'bad', text: t('studio.kept') }))

  useEffect(() => {
    // Fabric puts elements around its canvas, so it gets one that React does not know.
    const element = document.createElement('canvas')
    holder.current?.append(element)
    const s = new Stage(
      element,
      {
        edited: (edits) => now.current.edit(edits),
        selected: (ids) => {
          now.current.setSelected(ids)
          now.current.tell({ selection: ids })
        },
        orphaned: (l) => {
          const edit = textAgain(l)
          now.current.edit([edit])
          now.current.setSelected([edit.id])
          tellKept.current()
        },
        pointed: (x, y) => now.current.tell({ x: Math.round(x), y: Math.round(y) }),
        rough: setRough,
      },
      (artifactId) => shownBy(now.current.id, now.current.snapshot.state.seq, artifactId),
      true,
    )
    stage.current = s
    const watch = new ResizeObserver(([entry]) => {
      if (!entry) return
      s.fit(entry.contentRect.width - 2 * margin, entry.contentRect.height - 2 * margin)
      setZoom(s.zoom())
    })
    if (room.current) watch.observe(room.current)
    return () => {
      watch.disconnect()
      stage.current = null
      s.dispose()
      holder.current?.replaceChildren()
    }
  }, [])

  useEffect(() => {
    stage.current?.show(canvasOf(snapshot.state), layersOf(snapshot.state), editable)
    if (stage.current) setZoom(stage.current.zoom())
  }, [snapshot.state, editable])

  useEffect(() => stage.current?.select(selected), [selected])

  const preview = usePreview(canvas, rough, zoom)
  useEffect(() => stage.current?.exactly(preview.picture ?? null), [preview.picture])

  const dropped = (files: FileList, { clientX, clientY }: { clientX: number; clientY: number }) => {
    const at = holder.current?.getBoundingClientRect()
    if (at) onFiles?.(files, canvasPoint(canvasOf(snapshot.state), (clientX - at.left) / zoom, (clientY - at.top) / zoom))
  }

  return (
    <DropArea
      open={editable && onFiles !== undefined}
      onFiles={dropped}
      className={(over) => `relative h-full ${over ? 'outline-2 -outline-offset-4 outline-accent outline-dashed' : ''}`}
    >
      <div ref={room} className="grid h-full place-items-center overflow-hidden bg-raised">
        <div className="relative shadow-xl" data-testid="stage">
          <div ref={holder} role="img" aria-label={t('studio.canvas', { count: snapshot.state.objects.size - 1 })} />
          {snapshot.peers.map((p) => (
            <Cursor key={p.id} peer={p} zoom={zoom} name={nameOf(p.userId)} />
          ))}
        </div>
      </div>
      {rough && <PreviewMark {...preview} />}
      {children}
    </DropArea>
  )
}

/** Colours of others: dark enough for white letters on them. */
const hues = ['#b42318', '#067647', '#175cd3', '#93370d', '#6941c6', '#c11574', '#0e7090']

export function colourOf(peer: Peer): string {
  let sum = 0
  for (const c of peer.id) sum = (sum * 31 + c.charCodeAt(0)) >>> 0
  return hues[sum % hues.length] ?? '#175cd3'
}

function Cursor({ peer, zoom, name }: { peer: Peer; zoom: number; name: string }) {
  const { x, y } = peer.state
  if (x === undefined || y === undefined) return null
  const colour = colourOf(peer)
  return (
    <div
      data-testid="cursor"
      className="pointer-events-none absolute top-0 left-0 z-10 transition-transform duration-100"
      style={{ transform: `translate(${x * zoom}px, ${y * zoom}px)` }}
    >
      <svg width="16" height="20" viewBox="0 0 16 20" aria-hidden="true">
        <path d="M1 1 15 11 8 12 5 19z" fill={colour} stroke="#fff" />
      </svg>
      <span className="ml-3 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap text-white" style={{ background: colour }}>
        {name}
      </span>
    </div>
  )
}
