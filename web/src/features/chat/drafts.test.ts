import { beforeEach, expect, test, vi } from 'vitest'
import { Drafts } from './drafts'

beforeEach(() => localStorage.clear())

const said = { id: 'msg_1', text: 'make it red' }

test('a draft outlives the page, and is gone when it was sent', () => {
  const d = new Drafts()
  d.type('a', 'make')
  expect(new Drafts().get('a')).toEqual({ fresh: 'make' })
  expect(new Drafts().get('b')).toEqual({ fresh: '' })
  d.end('a')
  expect(d.get('a')).toEqual({ fresh: '' })
  expect(localStorage).toHaveLength(0)
})

test('editing has a text of its own; the draft is there again afterwards', () => {
  const d = new Drafts()
  d.type('a', 'half a thou')
  d.edit('a', said)
  expect(d.get('a').edited?.text).toBe('make it red')
  d.type('a', 'make it blue')
  const edited = { id: 'msg_1', said: 'make it red', text: 'make it blue' }
  expect(new Drafts().get('a')).toEqual({ fresh: 'half a thou', edited })
  d.end('a')
  expect(new Drafts().get('a')).toEqual({ fresh: 'half a thou' })
  d.end('a')
  expect(d.get('a')).toEqual({ fresh: '' })
})

test('an edited text that is empty is one all the same', () => {
  const d = new Drafts()
  d.type('a', 'half a thou')
  d.edit('a', said)
  d.type('a', '')
  expect(new Drafts().get('a').edited?.text).toBe('')
})

test('editing another message instead loses no draft either', () => {
  const d = new Drafts()
  d.type('a', 'half a thou')
  d.edit('a', said)
  d.edit('a', { id: 'msg_3', text: 'make it big' })
  expect(d.get('a')).toMatchObject({ fresh: 'half a thou', edited: { id: 'msg_3' } })
})

test('a full storage loses nothing while the page is open, and those who watch are told', () => {
  const d = new Drafts()
  const told = vi.fn()
  d.subscribe(told)
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  d.type('a', 'long')
  expect(told).toHaveBeenCalledOnce()
  d.edit('a', said)
  d.end('a')
  expect(d.get('a').fresh).toBe('long')
  expect(d.get('a')).toBe(d.get('a')) // the same, or React renders for ever
})

test('a draft goes along to another place, over a reload too, and an empty one takes nothing away', () => {
  const d = new Drafts()
  d.type('new', 'half')
  d.edit('new', said)
  d.move('new', 'cnv')
  expect(new Drafts().get('cnv')).toMatchObject({ fresh: 'half', edited: { id: 'msg_1' } })
  expect(new Drafts().get('new')).toEqual({ fresh: '' })
  d.move('new', 'cnv')
  expect(d.get('cnv').fresh).toBe('half')
})
