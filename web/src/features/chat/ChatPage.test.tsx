import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Provider } from 'react-redux'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '../../i18n'
import { store } from '../../app/store'
import { socket } from '../../live/hub'
import ChatPage from './ChatPage'
import { answered, chatForgotten, progressed } from './slice'

vi.mock('../../ui/Pages', () => ({ Pages: () => null })) // the list of conversations is not what this is about

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {} }))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  )
  localStorage.clear()
  store.dispatch(chatForgotten())
  sent.length = 0
  vi.spyOn(socket, 'call').mockImplementation(async (action: string, args?: Record<string, unknown>) => {
    if (action === 'chat.list_messages') return { items: [] } as never
    sent.push({ action, ...args } as never)
    return new Promise(() => {})
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const sent: Array<{ action: string; id: string; text: string; sessionId?: string }> = []

function open(path: string) {
  const router = createMemoryRouter(
    ['/chat', '/chat/:sessionId'].map((p) => ({ path: p, element: <ChatPage /> })),
    { initialEntries: [path] },
  )
  render(
    <Provider store={store}>
      <RouterProvider router={router} />
    </Provider>,
  )
  return {
    at: () => router.state.location.pathname,
    box: () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Say what you want' }),
  }
}

/** begin has the server say which conversation the latest message is in. */
const begin = (sessionId: string) =>
  act(
    async () =>
      void store.dispatch(progressed({ messageId: sent.at(-1)?.id ?? '', sessionId, progress: { number: 1, step: 'understood' } })),
  )

test('a first message leads to its conversation, with what is typed meanwhile and the focus where it was', async () => {
  const { at, box } = open('/chat')
  const before = box()
  await userEvent.type(before, 'make a card{Enter}and then')
  await userEvent.keyboard('{Enter}') // it would begin another conversation
  expect(sent).toHaveLength(1)
  await begin('cnv_1')
  expect(at()).toBe('/chat/cnv_1')
  expect(box()).toBe(before)
  expect(document.activeElement).toBe(before)
  expect(before.value).toBe('and then')
  await userEvent.keyboard(' more{Enter}')
  expect(sent[1]).toMatchObject({ text: 'and then more', sessionId: 'cnv_1' })
})

test('who asks for a new conversation meanwhile stays there, and finds nothing typed', async () => {
  const { at, box } = open('/chat')
  await userEvent.type(box(), 'make a card{Enter}half')
  await begin('cnv_1')
  await userEvent.click(screen.getByRole('link', { name: 'New conversation' }))
  expect(at()).toBe('/chat')
  expect(box().value).toBe('')
  await act(async () => void store.dispatch(answered(sent[0]?.id ?? '')))
  expect(at()).toBe('/chat')
})

test('a message that is under way in another conversation takes nobody there', async () => {
  const { at, box } = open('/chat/cnv_1')
  await userEvent.type(box(), 'bigger{Enter}')
  await userEvent.click(screen.getByRole('link', { name: 'New conversation' }))
  await begin('cnv_1')
  expect(at()).toBe('/chat')
})
