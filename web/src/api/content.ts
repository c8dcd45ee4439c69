/** Files' bytes: they come by a redirect to a signed address, asked for with one's token. */
import { useEffect, useState } from 'react'
import { session } from './session'

/** fetchContent gives the bytes that a path of the API leads to. */
export async function fetchContent(path: string): Promise<Blob> {
  const answer = await session.fetch(new Request(path))
  if (answer.ok) return answer.blob()
  throw { status: answer.status, data: await answer.json().catch(() => undefined) }
}

/** contentOf gives a file's bytes: those of a version, or the latest. */
export const contentOf = (artifactId: string, version?: number): Promise<Blob> => fetchContent(contentPath(artifactId, version))

const contentPath = (artifactId: string, version?: number) =>
  `/api/v1/artifacts/${artifactId}/content${version === undefined ? '' : `?version=${version}`}`

/** download saves a file under its name. */
export async function download(artifactId: string, name: string, version?: number) {
  const address = URL.createObjectURL(await contentOf(artifactId, version))
  const a = document.createElement('a')
  a.href = address
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000) // the browser reads it after the click
}

/**
 * usePicture gives an address of a picture's thumbnail, undefined while there is none.
 * Another round asks again, as when the file has changed.
 */
export const usePicture = (artifactId: string | undefined, round = 0) =>
  useAddress(artifactId && `/api/v1/artifacts/${artifactId}/thumbnail`, round)

/** useDocumentPicture gives an address of a picture of what a document shows; another round asks again. */
export const useDocumentPicture = (documentId: string, round: string) =>
  useAddress(`/api/v1/tools/graphics/canvases/${documentId}/preview?size=${thumbnail}`, round)

const thumbnail = 256 // pixels, as files' have

/** useVersionPicture gives an address of the picture that a file was at some time. */
export const useVersionPicture = (artifactId: string, version: number | undefined) =>
  useAddress(version === undefined ? undefined : contentPath(artifactId, version), 0)

function useAddress(path: string | undefined, round: number | string): string | undefined {
  const [address, setAddress] = useState<string>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks again
  useEffect(() => {
    if (!path) return
    let mine: string | undefined
    let over = false
    fetchContent(path)
      .then((blob) => {
        if (over) return
        mine = URL.createObjectURL(blob)
        setAddress(mine)
      })
      .catch(() => {}) // a card without a preview says enough
    return () => {
      over = true
      if (mine) URL.revokeObjectURL(mine)
      setAddress(undefined)
    }
  }, [path, round])
  return address
}
