import { beforeEach, expect, test, vi } from 'vitest'
import type { ChatMessage } from '../../api/generated'
import { store } from '../../app/store'
import { socket } from '../../live/hub'
import type { Push, Status } from '../../live/socket'
import { catchUp } from './messages'
import { listenToChat } from './pushes'
import { chatForgotten } from './slice'

const message = (seq: number): ChatMessage => ({ id: `m${seq}`, sessionId: 'cnv', seq, role: 'user', text: '', createdAt: '' })

/** A conversation on the server, and what was asked about it. */
let log: ChatMessage[]
let asked: number[]
let held: Array<() => void> // answers that are held back
let hold: boolean

let push: (p: Push) => void
let set: (s: Status) => void
listenToChat({
  onPush: (f: typeof push) => {
    push = f
  },
  onStatus: (f: typeof set) => {
    set = f
  },
} as never)

const said = (seq: number, data?: ChatMessage) => push({ id: `e${seq}`, type: 'chat.message', topic: 'cnv', seq, data })
const shown = () => store.getState().chat.messages.cnv?.map((m) => m.seq)

beforeEach(() => {
  store.dispatch(chatForgotten())
  ;[log, asked, held, hold] = [[], [], [], false]
  vi.spyOn(socket, 'call').mockImplementation((async (_: string, args: { after: number; cursor?: string }) => {
    const from = args.cursor ? Number(args.cursor) : args.after
    asked.push(from)
    const page = { items: log.slice(from, from + 2), nextCursor: log.length > from + 2 ? String(from + 2) : undefined }
    if (hold) await new Promise<void>((resolve) => held.push(resolve))
    return page
  }) as never)
})

test('a conversation is read page by page, and then only what is new', async () => {
  log = [1, 2, 3, 4, 5].map(message)
  await catchUp('cnv')
  expect(shown()).toEqual([1, 2, 3, 4, 5])
  said(6, message(6))
  expect(shown()).toEqual([1, 2, 3, 4, 5, 6])
  expect(asked).toEqual([0, 2, 4])
})

test('what is said while it is read is not lost', async () => {
  log = [message(1)]
  hold = true
  const read = catchUp('cnv') // the answer is made before the second message
  await Promise.resolve()
  log.push(message(2))
  said(2, message(2))
  for (const f of held) f()
  await read
  expect(shown()).toEqual([1, 2])
})

test.each([
  ['lost', 3, message(3)],
  ['too large to be told', 2, undefined],
])('what was %s is read', async (_, seq, data) => {
  log = [message(1)]
  await catchUp('cnv')
  log = [1, 2, 3].map(message)
  said(seq, data)
  await vi.waitFor(() => expect(shown()).toEqual([1, 2, 3]))
})

test('a connection that is back reads what was missed in what is open', async () => {
  log = [message(1)]
  await catchUp('cnv')
  log = [1, 2].map(message)
  set('waiting')
  expect(asked).toEqual([0])
  set('online')
  await vi.waitFor(() => expect(shown()).toEqual([1, 2]))
  expect(asked).toEqual([0, 1])
})

test('a conversation that is not open here is not begun in its middle', () => {
  said(7, message(7))
  expect(shown()).toBeUndefined()
})
