import { expect, test } from 'vitest'
import { Root, type State } from '../../live/state'
import { type Drawn, exact } from './exact'
import { layersOf } from './layer'

const here: Drawn = { missing: false, lines: 1, width: 100 }

function drawnExactly(type: string, props: Record<string, unknown>, drawn: Partial<Drawn> = {}) {
  const o = { id: 'a', type, parent: Root, order: 'a0', props }
  const state: State = { seq: 1, kind: 'canvas', objects: new Map([[o.id, o]]) }
  return layersOf(state).map((l) => exact(l, { ...here, ...drawn }))[0]
}

const image = (props: object) => ({ width: 100, height: 50, source: 'art_1', ...props })
const outline = { stroke: '#ff0000', strokeWidth: 4 }

test.each<[string, boolean, string, Record<string, unknown>, Partial<Drawn>?]>([
  ['a rectangle with everything', true, 'rectangle', { ...outline, radius: 9, opacity: 0.5, blend: 'hue', rotation: 30 }],
  ['a picture', true, 'image', image({})],
  ['a picture with round corners', true, 'image', image({ radius: 9 })],
  ['a picture with an outline', true, 'image', image(outline)],
  ['a picture with an outline at round corners', false, 'image', image({ ...outline, radius: 9 })],
  ['a picture with an outline that is not seen', true, 'image', image({ radius: 9, stroke: '#ff000000', strokeWidth: 4 })],
  ['a translucent picture with an outline', false, 'image', image({ ...outline, opacity: 0.5 })],
  ['a blended picture with an outline', false, 'image', image({ ...outline, blend: 'multiply' })],
  ['a picture that cannot be had', false, 'image', image({}), { missing: true }],
  ['one that is hidden', true, 'image', image({ visible: false }), { missing: true }],
  ['a property that is not known here', false, 'rectangle', { shadow: '#000000' }],
  ['a text', true, 'text', { text: 'Launch “Day” – 5 €\nΑθήνα Москва' }],
  ['a text in Japanese', false, 'text', { text: '打ち上げ' }],
  ['a text with an emoji', false, 'text', { text: 'Launch 🚀' }],
  ['space at the end of a line', false, 'text', { text: 'Launch \nDay' }],
  ['a text that wraps at its words', true, 'text', { text: "It's 9:30, a.m.", width: 100 }, { lines: 2 }],
  ['a word that is wider than its box', false, 'text', { text: 'Launch', width: 90 }],
  ['a text that could wrap at a hyphen', false, 'text', { text: 'a well-made thing', width: 100 }, { lines: 2 }],
  ['one that could, and does not', true, 'text', { text: 'a well-made thing', width: 100 }],
  ['one whose lines are its own', true, 'text', { text: 'a well-made\nthing', width: 100 }, { lines: 2 }],
])('%s: %s', (_, is, type, props, drawn) => expect(drawnExactly(type, props, drawn)).toBe(is))
