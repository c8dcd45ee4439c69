import { useEffect, useState } from 'react'
import { type Trouble, troubleOf } from '../../api/problem'
import { rendered, scaleFor } from './preview'
import type { CanvasHandle } from './useCanvas'

const quietMs = 700 // without a change, before the server is asked: it takes about as long to draw

interface Preview {
  of: string
  picture?: ImageBitmap
  trouble?: Trouble
}

/** usePreview gives the server's picture of what a canvas shows now, when it is wanted and as soon as it is there. */
export function usePreview({ id, snapshot }: CanvasHandle, wanted: boolean, zoom: number): Omit<Preview, 'of'> {
  const [last, setLast] = useState<Preview>()
  const scale = scaleFor(zoom * devicePixelRatio)
  const { seq } = snapshot.state
  const ask = wanted && snapshot.pending === 0 // what the server does not have yet it cannot draw
  const now = `${id} ${seq}`
  useEffect(() => {
    if (!ask) return
    let over = false
    const keep = (p: Omit<Preview, 'of'>) => {
      if (!over) setLast({ ...p, of: `${id} ${seq}` })
    }
    const timer = setTimeout(() => {
      rendered(id, seq, scale).then(
        (picture) => keep({ picture }),
        (e) => keep({ trouble: troubleOf(e) }),
      )
    }, quietMs)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [ask, id, seq, scale])
  return ask && last?.of === now ? last : {}
}
