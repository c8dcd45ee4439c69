/**
 * What has no answer yet, in this browser's storage: a reload loses none of it. Each thing
 * is an entry of its own, since the tabs of a browser share its storage.
 */
import { storage } from '../app/storage'

/** Keeper keeps things of one kind by their ids. */
export interface Keeper<T extends { id: string }> {
  /** all gives them in the order in which they were added. */
  all: () => T[]
  add: (one: T) => void
  remove: (id: string) => void
}

interface Entry<T> {
  at: number // when it was added
  one: T
}

/** keeper keeps things under a prefix that nothing else has; unkept is told of what a reload would lose. */
export function keeper<T extends { id: string }>(prefix: string, unkept: () => void = () => {}): Keeper<T> {
  let last = 0
  return {
    all: () =>
      storage
        .keys()
        .filter((key) => key.startsWith(prefix))
        .flatMap((key) => entry<T>(storage.get(key)))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one),
    add: (one) => {
      last = Math.max(Date.now(), last + 0.001) // in their order within a millisecond, too
      if (!storage.set(prefix + one.id, JSON.stringify({ at: last, one } satisfies Entry<T>))) unkept()
    },
    remove: (id) => storage.remove(prefix + id),
  }
}

/** entry reads one, if it is whole and another tab did not remove it meanwhile. */
function entry<T>(text: string | null): Entry<T>[] {
  try {
    return text ? [JSON.parse(text) as Entry<T>] : []
  } catch {
    return []
  }
}
