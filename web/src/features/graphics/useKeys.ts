import { useEffect } from 'react'
import { layersOf, setProps } from './layer'
import type { CanvasHandle } from './useCanvas'

const steps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** forField tells whether an event is a field's that one writes in, or a dialog's. */
export const forField = (e: Event) =>
  e.target instanceof Element && e.target.closest('input, textarea, select, dialog, [contenteditable]') !== null

/** Keys of the studio; those of a field one writes in are the field's. */
export function useKeys(c: CanvasHandle) {
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      const at = e.target as HTMLElement
      if (!c.editable || forField(e)) return
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

function nudge(c: CanvasHandle, dx: number, dy: number) {
  return layersOf(c.snapshot.state)
    .filter((l) => c.selected.includes(l.id))
    .map((l) =>
      setProps(l.id, l.type === 'line' ? { x1: l.x1 + dx, y1: l.y1 + dy, x2: l.x2 + dx, y2: l.y2 + dy } : { x: l.x + dx, y: l.y + dy }),
    )
}
