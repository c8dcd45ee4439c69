import { expect, test } from 'vitest'
import { apply, CannotApply, children, type Edit, Root, replay, type State, stateOf } from './state'

const empty: State = { seq: 0, kind: 'canvas', objects: new Map() }
const root: Edit = { op: 'create', id: Root, type: 'canvas', props: { width: 10 } }
const create = (id: string, order: string, parent = Root): Edit => ({ op: 'create', id, type: 'text', parent, order, props: { text: id } })

test('siblings are in the order of their keys, then of their ids', () => {
  const s = apply(empty, [root, create('c', 'a0'), create('b', 'a1'), create('a', 'a0')])
  expect(children(s).map((o) => o.id)).toEqual(['a', 'c', 'b'])
})

test('set changes, adds and removes properties', () => {
  const s = apply(empty, [
    root,
    create('a', 'a0'),
    { op: 'set', id: 'a', props: { text: 'x', size: 3 } },
    { op: 'set', id: 'a', props: { size: null } },
  ])
  expect(s.objects.get('a')?.props).toEqual({ text: 'x' })
})

test('delete takes what is below along', () => {
  const s = apply(empty, [root, create('a', 'a0'), create('b', 'a0', 'a'), create('c', 'a0', 'b'), { op: 'delete', id: 'a' }])
  expect([...s.objects.keys()]).toEqual([Root])
})

test.each<[string, Edit[]]>([
  ['an object that is gone', [{ op: 'set', id: 'x', props: {} }]],
  ['an id that is taken', [create('a', 'a1')]],
  ['a parent that is not there', [create('b', 'a1', 'x')]],
  ['the root', [{ op: 'delete', id: Root }]],
  ['a cycle', [create('b', 'a0', 'a'), { op: 'move', id: 'a', parent: 'b', order: 'a0' }]],
])('%s is refused, and nothing is changed', (_, edits) => {
  const before = apply(empty, [root, create('a', 'a0')])
  const was = JSON.stringify([...before.objects])
  expect(() => apply(before, edits)).toThrow(CannotApply)
  expect(JSON.stringify([...before.objects])).toBe(was)
})

test('replay takes the next commit only', () => {
  const commit = { seq: 1, id: 'c1', by: 'u', at: '', edits: [root] }
  expect(replay(empty, commit).seq).toBe(1)
  expect(() => replay(empty, { ...commit, seq: 2 })).toThrow(CannotApply)
})

test('stateOf reads what the API gives', () => {
  const s = stateOf({ seq: 3, kind: 'canvas', objects: [{ id: Root, type: 'canvas' }] })
  expect(s.objects.get(Root)).toEqual({ id: Root, type: 'canvas', parent: '', order: '', props: {} })
})
