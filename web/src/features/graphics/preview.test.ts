import { expect, test } from 'vitest'
import { scaleFor } from './preview'

test.each([
  [0.001, 1 / 16],
  [0.3, 0.5],
  [0.5, 0.5],
  [0.51, 1],
  [3, 4],
  [8, 4],
])('at %d device pixels a canvas pixel, the server draws at %d', (zoom, scale) => expect(scaleFor(zoom)).toBe(scale))
