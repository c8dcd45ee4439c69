import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Artifact } from '../../api'
import { contentOf } from '../../api/content'
import type { Trouble } from '../../api/problem'
import { useTrouble } from '../../ui/useTrouble'
import { uploads } from '../files/upload'
import { newImage } from './layer'
import { arrived, type Size, sizeOf, tooLarge, type Unfit, unfit } from './pictures'
import { keepAtHand } from './shown'
import type { CanvasHandle } from './useCanvas'
import { forField } from './useKeys'

interface Point {
  x: number
  y: number
}

const stepPx = 24 // between pictures that are dropped together

/** useAddPictures puts pictures onto a canvas: files of one's own, or some that are uploaded first; open tells whether they may be pasted. */
export function useAddPictures(canvas: CanvasHandle, open: boolean) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [sending, setSending] = useState<string[]>([])
  const now = useRef(canvas)
  now.current = canvas

  const refusal = (why: Unfit, name: string): Trouble => ({
    code: 'unsupported_file',
    message: t(`picture.unfit.${why}`, { name }),
    fields: [],
  })

  const measured = async (data: Blob, name: string) => {
    const size = await sizeOf(data).catch(() => Promise.reject(refusal('type', name)))
    if (tooLarge(size)) throw refusal('size', name)
    return size
  }

  const place = (a: Artifact, data: Blob, size: Size, at?: Point) => {
    keepAtHand(a.id, data)
    const edit = newImage(now.current.snapshot.state, { id: a.id, name: a.name, ...size }, at)
    now.current.edit([edit])
    now.current.setSelected([edit.id])
  }

  const send = async (f: File, at?: Point) => {
    const why = unfit(f)
    if (why) throw refusal(why, f.name)
    const size = await measured(f, f.name)
    const [key = ''] = uploads.add([f])
    setSending((s) => [...s, key])
    try {
      const a = await arrived(key)
      if (a) place(a, f, size, at)
    } finally {
      setSending((s) => s.filter((k) => k !== key))
    }
  }

  const addFiles = (files: Iterable<File>, at?: Point) => {
    for (const [i, f] of [...files].entries()) {
      send(f, at && { x: at.x + i * stepPx, y: at.y + i * stepPx }).catch(trouble)
    }
  }
  const addArtifact = async (a: Artifact) => {
    try {
      const data = await contentOf(a.id)
      place(a, data, await measured(data, a.name))
    } catch (e) {
      trouble(e)
    }
  }

  usePasted(open, addFiles)
  return { addFiles, addArtifact, sending }
}

export type AddPictures = ReturnType<typeof useAddPictures>

/** usePasted takes files that are pasted, unless into a field. */
function usePasted(wanted: boolean, take: (files: Iterable<File>) => void) {
  useEffect(() => {
    if (!wanted) return
    const paste = (e: ClipboardEvent) => {
      const files = e.clipboardData?.files
      if (!files?.length || forField(e)) return
      e.preventDefault()
      take(files)
    }
    addEventListener('paste', paste)
    return () => removeEventListener('paste', paste)
  })
}
