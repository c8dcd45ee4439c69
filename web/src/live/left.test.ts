import { beforeEach, expect, test, vi } from 'vitest'
import type { Pending } from './deliver'
import { inTurn, keptCommits, type LeftWiring, sendLeft } from './left'
import { Gone, Refused, TooLarge } from './socket'

const pending = (documentId: string, id: string): Pending => ({
  id,
  documentId,
  basis: 1,
  edits: [{ op: 'set', id: 'a', props: { text: id } }],
})
const leave = (userId: string, ...all: Pending[]) => {
  for (const p of all) keptCommits(userId, p.documentId).add(p)
}

function wiring() {
  const sent: string[] = []
  const answers: Record<string, Error> = {}
  const w = {
    socket: {
      call: (async (_: string, args: { documentId: string; commitId: string }) => {
        sent.push(`${args.documentId} ${args.commitId}`)
        const e = answers[args.commitId]
        if (e) throw e
      }) as never,
    },
    byRest: vi.fn(),
    isOpen: () => false,
    signedIn: () => 'usr_1',
    refused: vi.fn<LeftWiring['refused']>(),
  } satisfies LeftWiring
  return { w, sent, answers }
}

beforeEach(() => localStorage.clear())

test('what is left is sent in its order, of all documents and of nobody else', async () => {
  const { w, sent } = wiring()
  leave('usr_1', pending('doc_1', 'c1'), pending('doc_2', 'c2'), pending('doc_1', 'c3'))
  leave('usr_12', pending('doc_1', 'theirs'))
  await sendLeft(w)
  expect(sent).toEqual(['doc_1 c1', 'doc_2 c2', 'doc_1 c3'])
  expect(keptCommits('usr_1').all()).toEqual([])
  expect(keptCommits('usr_12').all()).toHaveLength(1)
})

test('a document that is open sends its commits itself', async () => {
  const { w, sent } = wiring()
  leave('usr_1', pending('doc_1', 'c1'), pending('doc_2', 'c2'))
  await sendLeft({ ...w, isOpen: (id) => id === 'doc_1' })
  expect(sent).toEqual(['doc_2 c2'])
  expect(keptCommits('usr_1', 'doc_1').all()).toHaveLength(1)
})

test('what is refused is told and over; what has no answer stays, and all after it in its document', async () => {
  const { w, sent, answers } = wiring()
  answers.c1 = new Refused({ status: 404, code: 'not_found', title: '', detail: 'gone' })
  answers.c2 = new Gone('signed out')
  leave('usr_1', pending('doc_1', 'c1'), pending('doc_2', 'c2'), pending('doc_2', 'c3'), pending('doc_3', 'c4'))
  await sendLeft(w)
  expect(sent).toEqual(['doc_1 c1', 'doc_2 c2', 'doc_3 c4'])
  expect(w.refused.mock.calls).toEqual([[answers.c1, pending('doc_1', 'c1')]])
  expect(
    keptCommits('usr_1')
      .all()
      .map((p) => p.id),
  ).toEqual(['c2', 'c3'])
})

test('who signs out sends no more, and nobody sends it for them', async () => {
  const { w, sent } = wiring()
  leave('usr_1', pending('doc_1', 'c1'), pending('doc_1', 'c2'))
  await sendLeft({ ...w, signedIn: () => (sent.length === 0 ? 'usr_1' : 'usr_2') })
  expect(sent).toEqual(['doc_1 c1'])
})

test('what is too large for the socket goes by REST', async () => {
  const { w, answers } = wiring()
  answers.c1 = new TooLarge('')
  leave('usr_1', pending('doc_1', 'c1'))
  await sendLeft(w)
  expect(w.byRest).toHaveBeenCalledWith('doc_1', { commitId: 'c1', basis: 1, edits: pending('doc_1', 'c1').edits })
})

test('what is asked for while it is under way is done once after it', async () => {
  const { w, sent } = wiring()
  const waiting: Array<() => void> = []
  const slow = w.socket.call as unknown as (action: string, args: unknown) => Promise<void>
  w.socket.call = (async (action: string, args: unknown) => {
    await new Promise<void>((go) => waiting.push(go))
    await slow(action, args)
  }) as never
  const send = inTurn(() => sendLeft(w))
  leave('usr_1', pending('doc_1', 'c1'))
  const runs = [send(), send(), send()]
  leave('usr_1', pending('doc_1', 'c2'))
  while (sent.length < 2) {
    waiting.shift()?.()
    await Promise.resolve()
  }
  await Promise.all(runs)
  expect(sent).toEqual(['doc_1 c1', 'doc_1 c2'])
})
