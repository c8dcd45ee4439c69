import { expect, test } from 'vitest'
import { match } from './match'

const all = [{ name: 'Launch Day banner' }, { name: 'Dashboard' }, { name: 'day off' }]

test.each([
  ['', ['Launch Day banner', 'Dashboard', 'day off']],
  ['day', ['Launch Day banner', 'day off']],
  ['banner LAUNCH', ['Launch Day banner']],
  [' nothing ', []],
])('%j finds %j', (wanted, names) => expect(match(all, wanted, (c) => c.name).map((c) => c.name)).toEqual(names))
