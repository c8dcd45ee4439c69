/** Order keys: fractional indexing (Greenspan 2020), the same as shared/document/order.go. */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const last = digits.slice(-1)
const leastWhole = `A${'0'.repeat(26)}`

/** orderBetween gives a key greater than a and less than b; '' is the beginning or the end. */
export function orderBetween(a: string, b: string): string {
  if (a && b && a >= b) throw new Error('the first key must be less than the second')
  if (!a && !b) return 'a0'
  if (!a) {
    const [whole, frac] = split(b)
    return frac ? whole : decrement(whole)
  }
  if (!b) {
    const [whole, frac] = split(a)
    return increment(whole) || whole + middle(frac, '')
  }
  const [wholeA, fracA] = split(a)
  const [wholeB, fracB] = split(b)
  if (wholeA === wholeB) return wholeA + middle(fracA, fracB)
  const next = increment(wholeA)
  return next && next < b ? next : wholeA + middle(fracA, '')
}

function split(key: string): [whole: string, frac: string] {
  const head = key.charCodeAt(0)
  const n = head >= 97 ? head - 97 + 2 : 90 - head + 2
  return [key.slice(0, n), key.slice(n)]
}

const shift = (c: string, by: number) => String.fromCharCode(c.charCodeAt(0) + by)

function increment(whole: string): string {
  const head = whole.slice(0, 1)
  let rest = ''
  for (let i = whole.length - 1; i > 0; i--) {
    const d = digits.indexOf(whole.charAt(i)) + 1
    if (d < digits.length) return whole.slice(0, i) + digits.charAt(d) + rest
    rest = `0${rest}`
  }
  if (head === 'z') return ''
  if (head === 'Z') return 'a0'
  return head >= 'a' ? `${shift(head, 1)}${rest}0` : shift(head, 1) + rest.slice(1)
}

function decrement(whole: string): string {
  const head = whole.slice(0, 1)
  let rest = ''
  for (let i = whole.length - 1; i > 0; i--) {
    const d = digits.indexOf(whole.charAt(i))
    if (d > 0) {
      const less = whole.slice(0, i) + digits.charAt(d - 1) + rest
      if (less === leastWhole) throw new Error('no keys are left')
      return less
    }
    rest = last + rest
  }
  if (head === 'A') throw new Error('no keys are left')
  if (head === 'a') return `Z${last}`
  return head > 'a' ? shift(head, -1) + rest.slice(1) : shift(head, -1) + rest + last
}

function middle(a: string, b: string): string {
  let n = 0
  while (n < b.length && (a.charAt(n) || '0') === b.charAt(n)) n++
  if (n > 0) return b.slice(0, n) + middle(a.slice(n), b.slice(n))
  const lo = digits.indexOf(a.charAt(0) || '0')
  const hi = b ? digits.indexOf(b.charAt(0)) : digits.length
  if (hi - lo > 1) return digits.charAt((lo + hi + 1) >> 1)
  if (b.length > 1) return b.charAt(0)
  return digits.charAt(lo) + middle(a.slice(1), '')
}
