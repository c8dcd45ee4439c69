import { expect, test } from 'vitest'
import { localesWith, sample } from './locales'

test('regions have names, in their order, and the chosen one is among them once', () => {
  const all = localesWith('de-CH', 'en')
  expect(all.filter((l) => l.locale === 'de-CH')).toEqual([{ locale: 'de-CH', name: 'German (Switzerland)' }])
  expect(localesWith('fi-FI', 'en').map((l) => l.name)).toContain('Finnish (Finland)')
  expect(all.map((l) => l.name)).toEqual(all.map((l) => l.name).sort())
})

test('a region writes dates and numbers in its own way', () => {
  expect(sample('de-DE')).toBe('31.12.2026, 18:30 · 1.234,5')
  expect(sample('en-GB')).toBe('31 Dec 2026, 18:30 · 1,234.5')
})
