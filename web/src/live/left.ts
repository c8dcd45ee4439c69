/** Commits that were left without an answer by pages and documents that are closed. */
import { type ByRest, deliver, isRefusal, type Pending } from './deliver'
import { keeper } from './kept'
import type { Socket } from './socket'

export interface LeftWiring {
  socket: Pick<Socket, 'call'>
  byRest: ByRest
  /** isOpen tells which documents send their commits themselves. */
  isOpen: (documentId: string) => boolean
  /** signedIn gives the person whose commits may be sent. */
  signedIn: () => string | undefined
  refused: (why: unknown, p: Pending) => void
}

/** keptCommits is where a person's commits of a document are; of all documents if none is named. */
export const keptCommits = (userId: string | undefined, documentId?: string, unkept?: () => void) =>
  keeper<Pending>(`aio-commit-${userId}-${documentId ? `${documentId}-` : ''}`, unkept)

/**
 * sendLeft sends them in their order, without their documents. What a document that is opened
 * meanwhile sends, too, is made once: the server knows it by its id.
 */
export async function sendLeft(w: LeftWiring): Promise<void> {
  const userId = w.signedIn()
  if (!userId) return
  const silent = new Set<string>() // documents whose commits have to wait for one without an answer
  for (const p of keptCommits(userId).all()) {
    if (w.signedIn() !== userId) return
    if (!p.documentId) continue // kept by a build before: its document sends it
    if (w.isOpen(p.documentId) || silent.has(p.documentId)) continue
    try {
      await deliver(p.documentId, p, w.socket, w.byRest)
    } catch (e) {
      if (w.isOpen(p.documentId)) continue // it hears the same
      if (!isRefusal(e)) {
        silent.add(p.documentId)
        continue
      }
      w.refused(e, p)
    }
    keptCommits(userId, p.documentId).remove(p.id)
  }
}

/** inTurn does something after what is under way: once, however often it was asked for meanwhile. */
export function inTurn(run: () => Promise<void>): () => Promise<void> {
  let asked = false
  let under: Promise<void> | undefined
  const runAll = async () => {
    try {
      while (asked) {
        asked = false
        await run()
      }
    } finally {
      under = undefined
    }
  }
  return () => {
    asked = true
    under ??= runAll()
    return under
  }
}
