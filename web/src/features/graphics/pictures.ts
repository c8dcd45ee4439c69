/** Files that can go onto a canvas: what the server's renderer reads (shared/picture). */
import type { Artifact } from '../../api'
import type { Trouble } from '../../api/problem'
import { uploads } from '../files/upload'

export const drawable: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
const mostBytes = 50 * 1024 * 1024
const mostSide = 16_384
const mostPixels = 100_000_000

/** Size is in pixels. */
export interface Size {
  width: number
  height: number
}

/** Why a picture is not taken; the words for it are in the i18n file. */
export type Unfit = 'type' | 'size'

/** unfit tells before anything is sent why a file cannot go onto a canvas. */
export function unfit(f: { type: string; size: number }): Unfit | undefined {
  if (!drawable.includes(f.type)) return 'type'
  if (f.size > mostBytes) return 'size'
  return undefined
}

/** tooLarge tells whether a picture has more pixels than the renderer takes. */
export const tooLarge = ({ width, height }: Size) => Math.max(width, height) > mostSide || width * height > mostPixels

/** sizeOf measures a picture as it is shown: photographs upright. It rejects what is no picture. */
export async function sizeOf(data: Blob): Promise<Size> {
  const bitmap = await createImageBitmap(data)
  const { width, height } = bitmap
  bitmap.close()
  return { width, height }
}

/**
 * arrived waits until an upload is done, and gives its file; undefined when it was taken off
 * the list before. It rejects with a Trouble, and takes off the list what failed.
 */
export function arrived(key: string, from: Pick<typeof uploads, 'get' | 'subscribe' | 'dismiss'> = uploads): Promise<Artifact | undefined> {
  return new Promise((resolve, reject: (why: Trouble) => void) => {
    const look = () => {
      const u = from.get().find((x) => x.key === key)
      if (u?.state === 'sending' || u?.state === 'waiting') return
      stop()
      if (u?.trouble) reject(u.trouble)
      else resolve(u?.artifact)
      if (u) queueMicrotask(() => from.dismiss(key)) // after all who wait for it have looked: the same file may be put in two places
    }
    const stop = from.subscribe(look)
    look()
  })
}
