import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { session } from '../../api'
import { store } from '../../app/store'
import { signedIn } from '../../app/user'
import { uploads } from './upload'

const { asked, answers } = vi.hoisted(() => ({
  asked: [] as Array<[operation: string, by: string | undefined]>,
  answers: {} as Record<string, () => unknown>,
}))

/** The API, as far as uploads use it: each call is answered by the test. */
vi.mock('../../api', async (original) => {
  const real = (await original()) as typeof import('../../api')
  const endpoint = (name: string) => ({
    initiate: () => (_: unknown, state: () => { user: { user?: { id: string } } }) => ({
      unwrap: async () => {
        asked.push([name, state().user.user?.id])
        return answers[name]?.()
      },
      unsubscribe: () => {},
    }),
  })
  const endpoints = new Proxy({}, { get: (_, name) => endpoint(/artifact([A-Z][a-z]+)/.exec(String(name))?.[1]?.toLowerCase() ?? '') })
  return { ...real, api: { endpoints, util: { invalidateTags: () => ({ type: 'invalidated' }) } } }
})

/** A request whose fate the test decides. */
class Put {
  static all: Put[] = []
  upload = {}
  status = 200
  onload = () => {}
  onerror = () => {}
  onabort = () => {}
  aborted = false
  open() {}
  setRequestHeader() {}
  send() {
    Put.all.push(this)
  }
  abort() {
    this.aborted = true
    this.onabort()
  }
}

const upload = { id: 'upl_1', state: 'waiting', parts: 2, partBytes: 4 }

const offline = () => {
  throw { status: 'FETCH_ERROR' }
}
const person = (id: string) => store.dispatch(signedIn({ id } as never))
const file = (name: string) => new File(['content'], name, { lastModified: 1 })
const operations = () => asked.map(([operation]) => operation)
const states = () => uploads.get().map((u) => u.state)
const settle = () => vi.waitFor(() => expect(Put.all.length).toBeGreaterThan(0))

beforeEach(() => {
  vi.stubGlobal('XMLHttpRequest', Put)
  localStorage.clear()
  uploads.forget()
  asked.length = Put.all.length = 0
  person('usr_1')
  answers.begin = () => upload
  answers.get = () => ({ ...upload, arrived: [1] })
  answers.sign = () => ({ items: [{ method: 'PUT', url: '/x', headers: {} }] })
  answers.complete = () => ({ id: 'art_1', name: 'a' })
  vi.spyOn(crypto.subtle, 'digest').mockResolvedValue(new ArrayBuffer(32)) // jsdom's buffers are none of Node's
})
afterEach(() => {
  uploads.forget()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a line that is cut costs a part: it goes on by itself', async () => {
  uploads.add([file('a')])
  await settle()
  Put.all[0]?.onerror()
  await vi.waitFor(() => expect(states()).toEqual(['waiting']))
  await vi.waitFor(() => expect(Put.all).toHaveLength(2), 2000)
  Put.all[1]?.onload()
  await vi.waitFor(() => expect(Put.all).toHaveLength(3))
  Put.all[2]?.onload()
  await vi.waitFor(() => expect(states()).toEqual(['done']))
  expect(operations()).toEqual(['begin', 'sign', 'sign', 'sign', 'complete'])
})

test('what was left is gone on with, also if there is no line when it is asked about', async () => {
  localStorage.setItem('aio-upload-usr_1-a-7-1', 'upl_1')
  const found = answers.get
  answers.get = offline
  uploads.add([file('a')])
  await vi.waitFor(() => expect(states()).toEqual(['waiting']))
  answers.get = found as () => unknown
  await vi.waitFor(() => expect(Put.all).toHaveLength(1), 2000)
  expect(operations()).not.toContain('begin')
})

test('the same file twice is one upload; what is done can be sent again', async () => {
  const [first] = uploads.add([file('a'), file('a'), file('b')])
  expect(uploads.add([file('a')])).toEqual([first])
  expect(uploads.get().map((u) => u.name)).toEqual(['a', 'b'])
  await vi.waitFor(() => expect(Put.all).toHaveLength(2))
  for (let i = 0; i < 4; i++) {
    await vi.waitFor(() => expect(Put.all.length).toBeGreaterThan(i))
    Put.all[i]?.onload()
  }
  await vi.waitFor(() => expect(states()).toEqual(['done', 'done']))
  expect(uploads.add([file('a')])).not.toEqual([first])
})

test('who signs out sends no more, and nothing of theirs is sent by who signs in next', async () => {
  answers.begin = offline
  uploads.add([file('waits')])
  await vi.waitFor(() => expect(states()).toEqual(['waiting']))
  answers.begin = () => ({ id: 'upl_1', state: 'waiting', parts: 1 })
  uploads.add([file('is sent')])
  await settle()
  session.end()
  person('usr_2')
  expect(Put.all[0]?.aborted).toBe(true)
  expect(uploads.get()).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 700)) // longer than the first pause
  expect(asked.filter(([, by]) => by !== 'usr_1')).toEqual([])
  expect(localStorage.getItem('aio-upload-usr_1-is sent-7-1')).toBe('upl_1')
})

test('leaving the page is asked about while something is sent', async () => {
  const leaves = () => dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect(leaves()).toBe(true)
  uploads.add([file('a')])
  expect(leaves()).toBe(false)
  await settle()
})
