import { useCallback, useMemo, useRef, useState } from 'react'
import { useAppSelector } from '../../app/store'

/** The most people in one answer. */
export const most = 200

const mostStrangers = 100 // whose names are asked for: as many ids as fit into the question

interface Person {
  userId: string
  name: string
  role: string
}

/** A hook: who may use something, with those whose ids, with commas between, are given. */
type UsePeople<T> = (thing: T, strangers: string | undefined) => { data?: { items: Person[] } }

/** What oneself is called, and who has no name. */
interface Words {
  you: string
  somebody: string
}

/**
 * useNamesOf gives the function that names those who may use something, and its owner's id. The
 * server lists those who were invited only to whom knows their ids, so whoever is named here and
 * is not in the list is asked for by the id, once; and so is who came just now.
 */
export function useNamesOf<T>(usePeople: UsePeople<T>, thing: T, { you, somebody }: Words) {
  const me = useAppSelector((s) => s.user.user?.id)
  const [strangers, setStrangers] = useState<string[]>([])
  const asked = useRef(new Set<string>())
  const { data } = usePeople(thing, strangers.length > 0 ? strangers.join(',') : undefined)
  const names = useMemo(() => data && new Map(data.items.map((p) => [p.userId, p.name])), [data])
  const nameOf = useCallback(
    (id: string) => {
      if (id === me) return you
      if (names && !names.has(id) && !asked.current.has(id)) {
        asked.current.add(id)
        queueMicrotask(() => setStrangers([...asked.current].slice(-mostStrangers))) // not while something is rendered
      }
      return names?.get(id) || somebody
    },
    [me, names, you, somebody],
  )
  return { nameOf, owner: data?.items.find((p) => p.role === 'owner')?.userId }
}
