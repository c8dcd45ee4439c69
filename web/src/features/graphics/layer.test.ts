import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apply, Root, type State } from '../../live/state'
import { canvasPoint, layersOf, newImage, newLayer, textAgain } from './layer'

const canvas = (width: number, height: number): State => ({
  seq: 1,
  kind: 'canvas',
  objects: new Map([[Root, { id: Root, type: 'canvas', parent: '', order: '', props: { width, height } }]]),
})

const picture = (width: number, height: number) => ({ id: 'art_1', name: 'harbour.png', width, height })

test.each([
  ['a small one keeps its size', picture(300, 200), { x: 450, y: 215, width: 300, height: 200 }],
  ['a large one fits in', picture(4000, 1000), { x: 120, y: 195, width: 960, height: 240 }],
  ['a high one fits in', picture(1000, 5000), { x: 550, y: 63, width: 101, height: 504 }],
])('a new picture is in the middle: %s', (_, p, box) => {
  expect(newImage(canvas(1200, 630), p).props).toEqual({ name: 'harbour.png', source: 'art_1', ...box })
})

test('a new picture is in front, around the place where it was dropped', () => {
  const one = apply(canvas(1000, 1000), [newImage(canvas(1000, 1000), picture(10, 10))])
  const edit = newImage(one, picture(300, 200), { x: 100, y: 900 })
  const top = layersOf(apply(one, [edit])).at(-1)
  expect(top).toMatchObject({ id: edit.id, type: 'image', x: -50, y: 800, width: 300, height: 200 })
})

test('a new picture keeps its proportions, within half a pixel', () => {
  const side = fc.integer({ min: 1, max: 16_384 })
  const kept = fc.property(side, side, side, side, (w, h, width, height) => {
    const p = newImage(canvas(w, h), picture(width, height)).props as { width: number; height: number }
    const scale = Math.min(1, (0.8 * w) / width, (0.8 * h) / height)
    expect(Math.abs(p.width - Math.max(1, width * scale))).toBeLessThanOrEqual(0.5)
    expect(Math.abs(p.height - Math.max(1, height * scale))).toBeLessThanOrEqual(0.5)
  })
  fc.assert(kept)
})

test('what is dropped beside the canvas lands at its edge', () => {
  const c = { width: 100, height: 50, background: '#ffffff' }
  expect(canvasPoint(c, -5, 20)).toEqual({ x: 0, y: 20 })
  expect(canvasPoint(c, 120, 70)).toEqual({ x: 100, y: 50 })
})

test('a text that is gone comes again as it was, under another id', () => {
  const empty = canvas(1200, 630)
  const made = newLayer(empty, 'text', 'Title', 'Hello')
  const props = { ...made.props, x: 0, fontSize: 16, italic: true } // also what is the usual
  const [before] = layersOf(apply(empty, [{ ...made, props }]))
  if (!before) throw new Error('no layer')
  const edit = textAgain({ ...before, text: 'Hello there' })
  expect(edit.props).toEqual({ ...props, text: 'Hello there' })
  const [after] = layersOf(apply(empty, [edit]))
  expect(after).toEqual({ ...before, text: 'Hello there', id: edit.id })
  expect(edit.id).not.toBe(before.id)
})
