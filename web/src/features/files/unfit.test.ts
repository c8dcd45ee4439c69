import { expect, test } from 'vitest'
import '../../i18n'
import { mayTryAgain, unfit } from './unfit'

test('an empty file and one that is too large are refused with words, at once', () => {
  expect(unfit({ size: 0 })?.message).toMatch(/empty/)
  expect(unfit({ size: 5 * 2 ** 30 + 1 })?.message).toMatch(/5.4 GB at most/)
  expect(unfit({ size: 5 * 2 ** 30 })).toBeUndefined()
  expect(unfit({ size: 1 })).toBeUndefined()
})

test('trying again is offered where it may help', () => {
  expect(mayTryAgain({ code: 'unsupported_file', fields: [] })).toBe(false)
  expect(mayTryAgain({ code: 'quota_exceeded', fields: [] })).toBe(true)
})
