import type { DocumentComment } from '../../api/beside'

/** Thread is a first comment with what was replied. */
export interface Thread {
  first: DocumentComment
  replies: DocumentComment[]
}

/** threadsOf groups comments, the newest thread first, replies as they came; deleted ones are left out. */
export function threadsOf(comments: DocumentComment[]): Thread[] {
  const threads = new Map<string, Thread>()
  for (const c of comments) if (c.id === c.thread) threads.set(c.id, { first: c, replies: [] })
  for (const c of comments) if (c.id !== c.thread && c.text) threads.get(c.thread)?.replies.push(c)
  const byTime = (a: DocumentComment, b: DocumentComment) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id)
  const said = [...threads.values()].filter((t) => t.first.text || t.replies.length > 0)
  for (const t of said) t.replies.sort(byTime)
  return said.sort((a, b) => byTime(b.first, a.first))
}
