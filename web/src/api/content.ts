/** Files' bytes: they come by a redirect to a signed address, asked for with one's token. */
import { useEffect, useState } from 'react'
import { session } from './session'

async function fetchContent(path: string): Promise<Blob> {
  const answer = await session.fetch(new Request(path))
  if (answer.ok) return answer.blob()
  throw { status: answer.status, data: await answer.json().catch(() => undefined) }
}

export const contentOf = (artifactId: string): Promise<Blob> => fetchContent(`/api/v1/artifacts/${artifactId}/content`)

/** download saves a file under its name. */
export async function download(artifactId: string, name: string) {
  const address = URL.createObjectURL(await contentOf(artifactId))
  const a = document.createElement('a')
  a.href = address
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000) // the browser reads it after the click
}

/** usePicture gives an address of a picture's thumbnail, undefined while there is none. */
export function usePicture(artifactId: string | undefined): string | undefined {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (!artifactId) return
    let mine: string | undefined
    let over = false
    fetchContent(`/api/v1/artifacts/${artifactId}/thumbnail`)
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
  }, [artifactId])
  return address
}
