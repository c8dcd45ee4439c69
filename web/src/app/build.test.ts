import { afterEach, expect, test, vi } from 'vitest'
import { whyMissing } from './build'

const page = (entry: string) => `<html><head><script type="module" crossorigin src="/assets/${entry}.js"></script></head></html>`

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['another build', async () => new Response(page('index-b')), 'updated'],
  ['the same build', async () => new Response(page('index-a')), 'broken'],
  ['the page of a network', async () => new Response('<html><body>Sign in to this network</body></html>'), 'broken'],
  ['a server in trouble', async () => new Response(page('index-b'), { status: 503 }), 'broken'],
  ['no line', () => Promise.reject(new TypeError('Failed to fetch')), 'offline'],
])('%s', async (_, answer, want) => {
  document.head.innerHTML = page('index-a')
  vi.stubGlobal('fetch', answer)
  expect(await whyMissing()).toBe(want)
})
