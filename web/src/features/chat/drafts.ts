/**
 * Drafts: what is typed and not sent. They stay in this browser, so that a reload loses none.
 * Editing something that was said has a text of its own beside the draft, which is there again afterwards.
 */
import { useCallback, useSyncExternalStore } from 'react'
import { storage } from '../../app/storage'
import { useAppSelector } from '../../app/store'

/** Edited is a message as it was said; its text is what it becomes. */
export interface Edited {
  id: string
  said: string
  text: string
}

export interface Draft {
  /** What is typed and was not said before. */
  fresh: string
  /** The message that is being edited. */
  edited?: Edited
}

export class Drafts {
  private known = new Map<string, Draft>()
  private watchers = new Set<() => void>()

  subscribe = (f: () => void) => {
    this.watchers.add(f)
    return () => this.watchers.delete(f)
  }

  get(key: string): Draft {
    const known = this.known.get(key) ?? this.read(key)
    this.known.set(key, known)
    return known
  }

  type(key: string, text: string) {
    const { fresh, edited } = this.get(key)
    this.put(key, edited ? { fresh, edited: { ...edited, text } } : { fresh: text })
  }

  edit(key: string, { id, text }: { id: string; text: string }) {
    this.put(key, { fresh: this.get(key).fresh, edited: { id, said: text, text } })
  }

  /** end is for what was sent or given up: an edited text goes, and the draft from before is there again. */
  end(key: string) {
    const { fresh, edited } = this.get(key)
    this.put(key, { fresh: edited ? fresh : '' })
  }

  /** move takes what is typed to another place, where nothing is yet. */
  move(from: string, to: string) {
    const draft = this.get(from)
    if (!draft.fresh && !draft.edited) return
    this.put(to, draft)
    this.put(from, { fresh: '' })
  }

  private read(key: string): Draft {
    const edited = storage.get(editedKey(key))
    const fresh = storage.get(key) ?? ''
    return edited ? { fresh, edited: JSON.parse(edited) as Edited } : { fresh }
  }

  private put(key: string, draft: Draft) {
    this.known.set(key, draft)
    this.keep(key, draft.fresh)
    this.keep(editedKey(key), draft.edited ? JSON.stringify(draft.edited) : '')
    for (const f of this.watchers) f()
  }

  private keep(key: string, text: string) {
    if (text) storage.set(key, text)
    else storage.remove(key)
  }
}

const editedKey = (key: string) => `${key}-edited`

const drafts = new Drafts()

/** useDraftKey names the draft of who is signed in at a place: a conversation, or new. */
function useDraftKey(place: string): string {
  return keyAt(
    useAppSelector((s) => s.user.user?.id),
    place,
  )
}

const keyAt = (userId: string | undefined, place: string) => `aio-draft-${userId}-${place}`

/** useMoveDraft gives the function that takes what is typed from one place to another. */
export function useMoveDraft() {
  const userId = useAppSelector((s) => s.user.user?.id)
  return useCallback((from: string, to: string) => drafts.move(keyAt(userId, from), keyAt(userId, to)), [userId])
}

/** useDraft gives what is typed at a place, and what can be done with it. */
export function useDraft(place: string) {
  const key = useDraftKey(place)
  const { fresh, edited } = useSyncExternalStore(drafts.subscribe, () => drafts.get(key))
  return { text: edited?.text ?? fresh, fresh, edited, type: (text: string) => drafts.type(key, text), end: () => drafts.end(key) }
}

/** useEdit gives the function that begins to edit a message; what is typed meanwhile is not seen through it. */
export function useEdit(place: string) {
  const key = useDraftKey(place)
  return useCallback((m: { id: string; text: string }) => drafts.edit(key, m), [key])
}
