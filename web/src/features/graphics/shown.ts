/** The pictures that layers show, for whoever sees their canvas. */
import { fetchContent } from '../../api/content'

/** More are put onto a canvas together by dropping them only; those are then asked for once they are saved. */
const mostAtHand = 8
const atHand = new Map<string, Blob>()

/** keepAtHand keeps the bytes of a picture that is being put onto a canvas: until that is saved, the server does not show it. */
export function keepAtHand(artifactId: string, data: Blob) {
  const [oldest] = atHand.keys()
  if (oldest !== undefined && atHand.size >= mostAtHand) atHand.delete(oldest)
  atHand.set(artifactId, data)
}

/** shownBy gives the bytes of a picture that a canvas shows after a commit: those at hand once, else the server's. */
export async function shownBy(canvasId: string, seq: number, artifactId: string): Promise<Blob> {
  const data = atHand.get(artifactId)
  atHand.delete(artifactId)
  return data ?? fetchContent(`/api/v1/tools/graphics/canvases/${canvasId}/pictures/${artifactId}?seq=${seq}`)
}
