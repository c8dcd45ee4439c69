import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import '../i18n'
import { Pages } from './Pages'

afterEach(cleanup)

const pages: Record<string, { items: number[]; nextCursor?: string }> = {
  '': { items: [1, 2], nextCursor: 'b' },
  b: { items: [3], nextCursor: 'c' },
  c: { items: [] },
}

const usePage = (_: null, cursor = '') => ({ data: pages[cursor], isLoading: false, refetch: () => {} })

function show(hook: Parameters<typeof Pages<number, null>>[0]['usePage']) {
  render(
    <Pages usePage={hook} query={null} nothing={<p>nothing</p>}>
      {(items) => items.map((n) => <li key={n}>number {n}</li>)}
    </Pages>,
  )
}

const numbers = () => screen.queryAllByText(/^number/).map((e) => e.textContent)

test('each page is shown behind the one before, until there is none', async () => {
  show(usePage)
  expect(numbers()).toEqual(['number 1', 'number 2'])
  await userEvent.click(screen.getByRole('button', { name: 'Show more' }))
  expect(numbers()).toEqual(['number 1', 'number 2', 'number 3'])
  await userEvent.click(screen.getByRole('button', { name: 'Show more' }))
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.queryByText('nothing')).toBeNull() // an empty last page is not an empty list
})

test('an empty list says so', () => {
  show(() => ({ data: { items: [] }, isLoading: false, refetch: () => {} }))
  expect(screen.getByText('nothing')).toBeTruthy()
})

test('a page that cannot be read offers to try again', async () => {
  const refetch = vi.fn()
  show(() => ({ error: { status: 'FETCH_ERROR' }, isLoading: false, refetch }))
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).toHaveBeenCalledOnce()
})
