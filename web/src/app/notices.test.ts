import { expect, test } from 'vitest'
import { dismissed, noticesReducer, notify } from './notices'

test('the oldest notices give way, but not what somebody wrote', () => {
  const written = notify({ text: 'refused', tone: 'bad', copy: 'a long thought' })
  let s = noticesReducer(undefined, written)
  for (let i = 1; i <= 6; i++) s = noticesReducer(s, notify({ text: String(i), tone: 'bad' }))
  expect(s.map((n) => n.copy ?? n.text)).toEqual(['a long thought', '4', '5', '6'])
  expect(noticesReducer(s, dismissed(written.payload.id)).map((n) => n.text)).toEqual(['4', '5', '6'])
})
