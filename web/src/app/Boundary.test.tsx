import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createMemoryRouter, Link, Outlet, RouterProvider, useLocation } from 'react-router'
import { afterEach, expect, test, vi } from 'vitest'
import '../i18n'
import { Refused } from '../live/socket'
import { Boundary } from './Boundary'
import { Failed } from './Failed'

afterEach(cleanup)

function Fragile({ broken }: { broken: boolean }) {
  if (broken) throw new TypeError('Failed to fetch dynamically imported module')
  return <p>whole</p>
}

const shown = (at: string, broken: boolean) => (
  <div>
    <p>beside</p>
    <Boundary at={at} instead={(error) => <p>broken: {String(error)}</p>}>
      <Fragile broken={broken} />
    </Boundary>
  </div>
)

test('what breaks is replaced, what is beside it stays, and another place is tried anew', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}) // React tells of it
  const { rerender } = render(shown('/files', true))
  expect(screen.getByText('broken: TypeError: Failed to fetch dynamically imported module')).toBeTruthy()
  expect(screen.getByText('beside')).toBeTruthy()
  rerender(shown('/chat', false))
  expect(screen.getByText('whole')).toBeTruthy()
  rerender(shown('/files', true)) // at once, as what could not be loaded before
  expect(screen.getByText('broken: TypeError: Failed to fetch dynamically imported module')).toBeTruthy()
})

const problem = { status: 500, code: 'internal', title: '', detail: 'no', correlationId: 'req_1' }
function Page({ whole }: { whole?: boolean }) {
  if (!whole) throw new Refused(problem)
  return <p>whole</p>
}
function Around() {
  const { pathname } = useLocation()
  return (
    <>
      <Link to="/other">other</Link>
      <Boundary at={pathname} instead={(error) => <Failed error={error} />}>
        <Outlet />
      </Boundary>
    </>
  )
}

test('the navigation around a page that breaks goes on, and what to quote is there to be copied', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.stubGlobal('fetch', async () => new Response('', { status: 503 }))
  const routes = [
    { path: '/', element: <Page /> },
    { path: '/other', element: <Page whole /> },
  ]
  render(<RouterProvider router={createMemoryRouter([{ element: <Around />, children: routes }])} />)
  expect(await screen.findByRole('heading', { name: 'This page could not be shown' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy()
  expect(screen.getByRole('button', { name: /^Reference req_1/ })).toBeTruthy()
  await userEvent.click(screen.getByRole('link', { name: 'other' }))
  expect(screen.getByText('whole')).toBeTruthy()
  vi.unstubAllGlobals()
})
