import { expect, test } from 'vitest'
import { faceOf } from './shapes'

test.each([
  ['Go', 'Go'],
  ['Arial', 'Go'],
  ['Courier New', 'Go Mono'],
  ['Fira Code', 'Go Mono'],
])('the family %s is drawn as %s, as by the server', (family, face) => expect(faceOf(family)).toBe(face))
