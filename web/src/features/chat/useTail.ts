/**
 * The last of a long list is shown, and more of it as one scrolls to where it begins: a
 * conversation of hundreds of messages opens as fast as a short one.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const page = 40 // messages that are shown at first, and added at a time: several screens
const nearPx = 600 // from the top of what is shown, so that what is above is there in time
const atEndPx = 80 // from the end: whoever is so near sees what is new

export interface Tail {
  /** What scrolls; its only child is what is in it. */
  box: RefObject<HTMLDivElement | null>
  /** The index of the first that is shown. */
  first: number
  more: () => void
  /** For the box. */
  onScroll: () => void
  toEnd: () => void
}

/**
 * useTail says which of a list are shown in a box that scrolls. While one is at its end, it
 * stays there, and what is far above is left out; else what one reads stays where it is.
 */
export function useTail(length: number): Tail {
  const box = useRef<HTMLDivElement>(null)
  const [held, setHeld] = useState<number>() // the first one while one reads above
  const first = Math.min(held ?? length, Math.max(0, length - page))
  const atEnd = useRef(true)
  const below = useRef<number>(undefined) // pixels from the top of the view to the end, before more was put above

  const more = useCallback(() => {
    if (box.current) below.current = box.current.scrollHeight - box.current.scrollTop
    setHeld(Math.max(0, first - page))
  }, [first])

  const onScroll = useCallback(() => {
    const b = box.current
    if (!b) return
    atEnd.current = b.scrollHeight - b.scrollTop - b.clientHeight < atEndPx
    if (atEnd.current) {
      if (held !== undefined) below.current = b.scrollHeight - b.scrollTop
      setHeld(undefined)
    } else if (first > 0 && b.scrollTop < nearPx) more()
    else setHeld(first)
  }, [first, held, more])

  const toEnd = useCallback(() => {
    const b = box.current
    if (b) b.scrollTop = b.scrollHeight
    atEnd.current = true
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is first
  useLayoutEffect(() => {
    const b = box.current
    if (b && below.current !== undefined) b.scrollTop = b.scrollHeight - below.current
    below.current = undefined
  }, [first])

  useEffect(() => {
    const b = box.current
    const content = b?.firstElementChild
    if (!content) return
    const sizes = new ResizeObserver(() => atEnd.current && toEnd())
    sizes.observe(b)
    sizes.observe(content)
    return () => sizes.disconnect()
  }, [toEnd])

  return { box, first, more, onScroll, toEnd }
}
