import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apply, type DocObject, type Edit, Root, type State } from '../../live/state'
import { difference, inCommits } from './difference'

const root = (props: DocObject['props']): DocObject => ({ id: Root, type: 'canvas', parent: '', order: '', props })

const props = fc.dictionary(
  fc.constantFrom('x', 'y', 'text', 'fill'),
  fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.nat())),
)

/** A tree of objects of few ids, so that two trees have many in common, at other places and of other types. */
const tree: fc.Arbitrary<State> = fc
  .record({
    rootProps: props,
    objects: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom(...'abcdefghijkl'),
        type: fc.constantFrom('text', 'text', 'text', 'group'),
        below: fc.nat(), // which of those before it, or the root
        order: fc.constantFrom('a0', 'a1', 'a2'),
        props,
      }),
      { selector: (o) => o.id, maxLength: 12 },
    ),
  })
  .map(({ rootProps, objects }) => {
    const all = [root(rootProps)]
    for (const { below, ...o } of objects) all.push({ ...o, parent: all[below % all.length]?.id ?? Root })
    return { seq: 1, kind: 'canvas', objects: new Map(all.map((o) => [o.id, o])) }
  })

test('the difference makes one tree of any other', () => {
  const made = fc.property(tree, tree, (from, to) => {
    expect(apply(from, difference(from, to)).objects).toEqual(to.objects)
  })
  fc.assert(made, { numRuns: 500 })
})

test('between equal trees there is none', () => {
  const none = fc.property(tree, (s) => {
    expect(difference(s, s)).toEqual([])
  })
  fc.assert(none)
})

test('one change of one property is one edit', () => {
  const text = (props: DocObject['props']): DocObject => ({ id: 'a', type: 'text', parent: Root, order: 'a0', props })
  const state = (o: DocObject): State => ({ seq: 1, kind: 'canvas', objects: new Map([root({}), o].map((x) => [x.id, x])) })
  expect(difference(state(text({ x: 1, y: 2, fill: 'red' })), state(text({ x: 1, y: 3 })))).toEqual([
    { op: 'set', id: 'a', props: { y: 3, fill: null } },
  ])
})

const set = (text: string): Edit => ({ op: 'set', id: 'a', props: { text } })

test.each<[string, Edit[], number[]]>([
  ['none', [], []],
  ['as many as one commit takes', Array.from({ length: 500 }, () => set('x')), [500]],
  ['one more', Array.from({ length: 501 }, () => set('x')), [500, 1]],
  ['long ones', Array.from({ length: 5 }, () => set('ä'.repeat(7_000))), [2, 2, 1]],
  ['one that is longer than a message', [set('x'), set('x'.repeat(40_000)), set('x')], [1, 1, 1]],
])('edits in commits: %s', (_, edits, sizes) => {
  const commits = inCommits(edits)
  expect(commits.map((c) => c.length)).toEqual(sizes)
  expect(commits.flat()).toEqual(edits)
})
