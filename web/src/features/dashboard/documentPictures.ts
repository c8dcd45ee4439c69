/**
 * Pictures of documents: the newest that was rendered of each, of those among one's latest
 * pictures. A document that was never rendered has none.
 */
import { useMemo } from 'react'
import { type Artifact, useArtifactListQuery } from '../../api'

const lookedAt = 200 // pictures: as many as one page has

/** What is asked for of each: a page of 200 is 30 kB then. */
const fields = 'id,source.documentId,source.seq'

type Rendered = Pick<Artifact, 'id' | 'source'>

/** newestOf gives the picture of each document that shows its latest state; of several the first. */
export function newestOf(pictures: Rendered[]): Map<string, string> {
  const newest = new Map<string, { id: string; seq: number }>()
  for (const { id, source } of pictures) {
    if (!source) continue // it was uploaded
    const best = newest.get(source.documentId)
    if (!best || source.seq > best.seq) newest.set(source.documentId, { id, seq: source.seq })
  }
  return new Map([...newest].map(([documentId, { id }]) => [documentId, id]))
}

/** usePicturesOf gives a picture's id for each document that has one. */
export function usePicturesOf(): Map<string, string> {
  const { data } = useArtifactListQuery({ type: 'image', limit: lookedAt, fields })
  return useMemo(() => newestOf(data?.items ?? []), [data])
}
