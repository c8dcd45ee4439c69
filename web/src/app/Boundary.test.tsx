import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Boundary } from './Boundary'

afterEach(cleanup)

function Fragile({ broken }: { broken: boolean }) {
  if (broken) throw new TypeError('Failed to fetch dynamically imported module')
  return <p>whole</p>
}

const shown = (at: string, broken: boolean) => (
  <div>
    <p>beside</p>
    <Boundary at={at} instead={<p>broken</p>}>
      <Fragile broken={broken} />
    </Boundary>
  </div>
)

test('what breaks is replaced, what is beside it stays, and another place is tried anew', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}) // React tells of it
  const { rerender } = render(shown('/files', true))
  expect(screen.getByText('broken')).toBeTruthy()
  expect(screen.getByText('beside')).toBeTruthy()
  rerender(shown('/chat', false))
  expect(screen.getByText('whole')).toBeTruthy()
  rerender(shown('/files', true)) // at once, as what could not be loaded before
  expect(screen.getByText('broken')).toBeTruthy()
})
