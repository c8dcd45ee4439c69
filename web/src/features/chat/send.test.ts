import { beforeEach, expect, test, vi } from 'vitest'
import { api } from '../../api'
import { store } from '../../app/store'
import { signedIn } from '../../app/user'
import { socket } from '../../live/hub'
import { Gone, Refused, TooLarge } from '../../live/socket'
import { resumeOutbox, say } from './send'
import { chatForgotten } from './slice'

const message = { sessionId: 'cnv_1', role: 'assistant', createdAt: '' } as const
const reply = { sessionId: 'cnv_1', message: { ...message, id: 'r', seq: 2, text: 'done' }, documents: [], artifacts: [] }
const outbox = () => Object.keys(localStorage).filter((key) => key.startsWith('aio-outbox-'))
const state = () => store.getState().chat

/** answers has the socket answer chat.send with this, and a conversation's messages with both. */
function answers(send: () => unknown) {
  return vi.spyOn(socket, 'call').mockImplementation((async (action: string) => {
    if (action === 'chat.send') return send()
    return { items: [{ ...message, id: 'm', seq: 1, role: 'user', text: 'hi' }, reply.message] }
  }) as never)
}

beforeEach(() => {
  localStorage.clear()
  store.dispatch(chatForgotten())
  store.dispatch(signedIn({ id: 'usr_1' } as never))
})

test('a message is kept until its reply is here, with the conversation that it began', async () => {
  answers(() => reply)
  const id = say('hi')
  expect(outbox()).toEqual([`aio-outbox-usr_1-${id}`])
  await vi.waitFor(() => expect(state().outgoing).toEqual([]))
  expect(outbox()).toEqual([])
  expect(state().begun).toEqual({ [id]: 'cnv_1' })
  expect(state().messages.cnv_1?.map((m) => m.text)).toEqual(['hi', 'done'])
})

test('one that is too large for the socket goes by REST', async () => {
  answers(() => Promise.reject(new TooLarge('')))
  const byRest = vi.spyOn(api.endpoints.chatSend, 'initiate').mockReturnValue((() => ({ unwrap: async () => reply })) as never)
  const id = say('hi', 'cnv_1')
  await vi.waitFor(() => expect(state().outgoing).toEqual([]))
  expect(byRest.mock.calls).toEqual([[{ chatNewMessage: { id, text: 'hi', sessionId: 'cnv_1' } }]])
})

test('what fails says why and stays; what was ended waits for the next time, and for its person', async () => {
  answers(() => Promise.reject(new Refused({ status: 422, code: 'invalid', title: '', detail: 'no', correlationId: 'req_1' })))
  say('bad')
  await vi.waitFor(() => expect(state().outgoing[0]?.trouble).toMatchObject({ message: 'no', correlationId: 'req_1' }))
  answers(() => Promise.reject(new Gone('')))
  say('ended')
  await vi.waitFor(() => expect(outbox()).toHaveLength(2))
  await new Promise((done) => setTimeout(done)) // it has heard of the end
  expect(state().outgoing[1]?.trouble).toBeUndefined()
  store.dispatch(chatForgotten())
  store.dispatch(signedIn({ id: 'usr_2' } as never))
  const asked = answers(() => reply)
  asked.mockClear()
  resumeOutbox('usr_2')
  expect(asked).not.toHaveBeenCalled()
  store.dispatch(signedIn({ id: 'usr_1' } as never))
  resumeOutbox('usr_1')
  await vi.waitFor(() => expect(outbox()).toEqual([]))
  expect(asked.mock.calls.filter(([action]) => action === 'chat.send').map(([, args]) => args?.text)).toEqual(['bad', 'ended'])
})
