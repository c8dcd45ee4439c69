/** What components of a page share: open while anybody holds it. */
export interface Openable {
  open: () => void
  /** close ends it; it may be opened again elsewhere when the promise is kept. */
  close: () => Promise<unknown>
}

/**
 * Held opens one thing for each id, for as long as somebody holds it. What is held again
 * while it is being closed opens after that: an unsubscription must not overtake the
 * subscription that follows it.
 */
export class Held<T extends Openable> {
  private open = new Map<string, { thing: T; users: number }>()
  private closing = new Map<string, Promise<unknown>>()

  constructor(private readonly make: (id: string) => T) {}

  /** hold gives the thing, and the function that lets it go. */
  hold(id: string): [T, () => void] {
    const mine = this.open.get(id) ?? this.begin(id)
    mine.users++
    return [
      mine.thing,
      () => {
        if (--mine.users === 0) this.end(id, mine.thing)
      },
    ]
  }

  /** has tells whether anybody holds it. */
  has(id: string): boolean {
    return this.open.has(id)
  }

  private begin(id: string) {
    const one = { thing: this.make(id), users: 0 }
    this.open.set(id, one)
    const before = this.closing.get(id)
    if (before) void before.then(() => this.open.get(id) === one && one.thing.open())
    else one.thing.open()
    return one
  }

  private end(id: string, thing: T) {
    this.open.delete(id)
    const closed: Promise<unknown> = Promise.allSettled([this.closing.get(id), thing.close()]).then(() => {
      if (this.closing.get(id) === closed) this.closing.delete(id)
    })
    this.closing.set(id, closed)
  }
}
