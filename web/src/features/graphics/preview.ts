/** Pictures of a canvas as the server draws it, for what the browser cannot draw the same. */
import { api } from '../../api'
import { contentOf } from '../../api/content'
import { store } from '../../app/store'

/** The server's scales: few, so that a window that changes its size is not drawn at each of them. */
const leastScale = 1 / 16
const mostScale = 4

/** scaleFor gives the scale that is enough for so many device pixels a canvas pixel. */
export const scaleFor = (zoom: number) => Math.min(mostScale, Math.max(leastScale, 2 ** Math.ceil(Math.log2(zoom))))

/**
 * rendered gives the picture of a canvas after a commit. The API renders into files only, so
 * there is one for as long as it takes to read it.
 */
export async function rendered(canvasId: string, seq: number, scale: number): Promise<ImageBitmap> {
  const { artifactId } = await store
    .dispatch(
      api.endpoints.graphicsExport.initiate({ canvasId, graphicsExportRequest: { format: 'png', seq, scale, name: 'preview' } }, untracked),
    )
    .unwrap()
  try {
    return await createImageBitmap(await contentOf(artifactId))
  } finally {
    void remove(artifactId)
  }
}

const untracked = { track: false }

/** remove takes the file away for good; what fails leaves a file named preview, which does no harm. */
async function remove(artifactId: string) {
  await store.dispatch(api.endpoints.artifactDelete.initiate({ artifactId }, untracked))
  await store.dispatch(api.endpoints.artifactPurge.initiate({ artifactId }, untracked))
}
