/** Regions: how dates and numbers are written, by BCP 47 language tags. */

/** Those that are offered; an account may have any other. */
const offered = [
  'en',
  'en-GB',
  'en-US',
  'de-AT',
  'de-CH',
  'de-DE',
  'es-ES',
  'es-MX',
  'fr-CA',
  'fr-FR',
  'it-IT',
  'ja-JP',
  'ko-KR',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'sv-SE',
  'zh-CN',
]

/** localesWith gives the regions to choose from, also the one that is chosen, by their names in a language. */
export function localesWith(chosen: string, language: string): Array<{ locale: string; name: string }> {
  const names = new Intl.DisplayNames(language, { type: 'language', languageDisplay: 'standard' })
  return [...new Set([...offered, chosen])]
    .map((locale) => ({ locale, name: names.of(locale) ?? locale }))
    .sort((a, b) => a.name.localeCompare(b.name, language))
}

/** sample shows how a region writes a date and a number. */
export function sample(locale: string): string {
  const date = new Date(2026, 11, 31, 18, 30).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
  return `${date} · ${(1234.5).toLocaleString(locale)}`
}
