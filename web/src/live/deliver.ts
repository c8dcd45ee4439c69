/** Commits of one's own on their way to the server. */
import { Refused, type Socket, TooLarge } from './socket'
import type { Commit, Edit } from './state'

/**
 * Pending is a commit of one's own that has no answer. It is sent with the sequence number
 * that was seen when it was made, each time: the server looks for the commit after it, and
 * what one has read since may contain it already.
 */
export interface Pending {
  id: string
  documentId: string
  basis: number
  edits: Edit[]
}

/** NewCommit is a commit as the server is asked for it. */
export interface NewCommit {
  commitId: string
  edits: Edit[]
  basis: number
}

/** ByRest makes a commit that is too large for the socket. */
export type ByRest = (documentId: string, commit: NewCommit) => Promise<Commit>

/** deliver sends a commit, and gives it as it is in the log. */
export async function deliver(documentId: string, p: Pending, socket: Pick<Socket, 'call'>, byRest: ByRest): Promise<Commit> {
  const commit: NewCommit = { commitId: p.id, edits: p.edits, basis: p.basis }
  try {
    return await socket.call<Commit>('document.commit', { documentId, ...commit })
  } catch (e) {
    if (e instanceof TooLarge) return byRest(documentId, commit)
    throw e
  }
}

// Whoever has to sign in again, or to wait, sends the same later.
const passing = [401, 408, 425, 429]

/** isRefusal reports whether a commit will be refused each time, by the socket or by REST. */
export function isRefusal(e: unknown): boolean {
  const status = e instanceof Refused ? e.data.status : (e as { status?: unknown } | undefined)?.status
  return typeof status === 'number' && status >= 400 && status < 500 && !passing.includes(status)
}

/** typed gives the texts in edits that somebody wrote: what they would not like to write again. */
export function typed(edits: readonly Edit[]): string {
  const texts = edits.map((e) => e.props?.text).filter((text) => typeof text === 'string' && text !== '')
  return texts.join('\n')
}
