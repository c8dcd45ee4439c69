/**
 * Modal dialogs are opened and closed in one way. One is shown for as long as its component
 * is; Escape and a click beside it ask to close it; what had the focus gets it back.
 */
import { type MouseEvent, useLayoutEffect, useRef, useSyncExternalStore } from 'react'

let open: readonly HTMLDialogElement[] = [] // the one on top is the last
const watchers = new Set<() => void>()

function change(now: readonly HTMLDialogElement[]) {
  open = now
  for (const f of watchers) f()
}

function watch(f: () => void) {
  watchers.add(f)
  return () => watchers.delete(f)
}

/** useTopModal gives the dialog that is over all others: what is to be seen and used has to be in it. */
export const useTopModal = (): HTMLDialogElement | undefined => useSyncExternalStore(watch, () => open.at(-1))

/** useModal gives what a dialog element needs. */
export function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null)
  // Before the element is taken out of the page: the browser then gives the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    dialog.showModal()
    change([...open, dialog])
    return () => {
      dialog.close()
      change(open.filter((d) => d !== dialog))
    }
  }, [])
  return {
    ref,
    onClose: () => {
      if (!ref.current?.open) onClose()
    },
    onClick: (e: MouseEvent) => {
      if (e.target === ref.current) onClose()
    },
  }
}
