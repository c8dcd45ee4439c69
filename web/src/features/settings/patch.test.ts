import { expect, test } from 'vitest'
import type { IdentityPreferences } from '../../api'
import { withPatch } from './patch'

const before: IdentityPreferences = {
  theme: 'system',
  locale: 'en',
  units: 'metric',
  notifications: { jobs: true, shares: true, news: false },
  revision: 3,
}

test('a change changes nothing else', () => {
  expect(withPatch(before, { notifications: { jobs: false } })).toEqual({
    ...before,
    notifications: { jobs: false, shares: true, news: false },
  })
  expect(withPatch(before, { units: 'imperial' })).toEqual({ ...before, units: 'imperial' })
})
