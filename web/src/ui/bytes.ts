const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** bytes puts a size into words: 34 kB, 10.7 GB. */
export function bytes(n: number, language: string): string {
  let at = 0
  let value = n
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000
    at++
  }
  const maximumFractionDigits = value < 100 && at > 1 ? 1 : 0
  return new Intl.NumberFormat(language, { style: 'unit', unit: units[at], maximumFractionDigits }).format(value)
}
