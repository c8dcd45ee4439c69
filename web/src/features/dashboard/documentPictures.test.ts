import { expect, test } from 'vitest'
import { newestOf } from './documentPictures'

const picture = (id: string, documentId: string, seq: number) => ({ id, source: { documentId, seq, renderer: 'graphics/1' } })

test('of each document the picture of its latest state, of several the first of the list', () => {
  const found = newestOf([
    { id: 'upload' },
    picture('earlier state, made later', 'a', 3),
    picture('jpg', 'a', 5),
    picture('png', 'a', 5),
    picture('other', 'b', 1),
  ])
  expect([...found]).toEqual([
    ['a', 'jpg'],
    ['b', 'other'],
  ])
})
