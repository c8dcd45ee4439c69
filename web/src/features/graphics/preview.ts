/** Pictures of canvases as the server draws them. */
import { fetchContent } from '../../api/content'

/** The server's scales: few, so that a window that changes its size is not drawn at each of them. */
const leastScale = 1 / 16
const mostScale = 4

/** scaleFor gives the scale that is enough for so many device pixels a canvas pixel. */
export const scaleFor = (zoom: number) => Math.min(mostScale, Math.max(leastScale, 2 ** Math.ceil(Math.log2(zoom))))

/** rendered gives the picture of a canvas after a commit. */
export const rendered = async (canvasId: string, seq: number, scale: number): Promise<ImageBitmap> =>
  createImageBitmap(await fetchContent(`/api/v1/tools/graphics/canvases/${canvasId}/preview?seq=${seq}&scale=${scale}`))
