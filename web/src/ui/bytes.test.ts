import { expect, test } from 'vitest'
import { bytes } from './bytes'

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1000, '1 kB'],
  [34_200, '34 kB'],
  [1_250_000, '1.3 MB'],
  [10_737_418_240, '10.7 GB'],
])('%d is %s', (n, want) => expect(bytes(n, 'en')).toBe(want))
