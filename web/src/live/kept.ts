/**
 * What has no answer yet, in this browser's storage: a reload loses none of it. Each thing
 * is an entry of its own, since the tabs of a browser share its storage.
 */

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

/** keeper keeps things under a prefix that nothing else has. */
export function keeper<T extends { id: string }>(prefix: string, storage: Storage = localStorage): Keeper<T> {
  let last = 0
  return {
    all: () =>
      Object.keys(storage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => JSON.parse(storage.getItem(key) ?? '') as Entry<T>)
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one),
    add: (one) => {
      last = Math.max(Date.now(), last + 0.001) // in their order within a millisecond, too
      try {
        storage.setItem(prefix + one.id, JSON.stringify({ at: last, one } satisfies Entry<T>))
      } catch {
        // The storage is full: it is sent all the same, and lost only with the page.
      }
    },
    remove: (id) => storage.removeItem(prefix + id),
  }
}
