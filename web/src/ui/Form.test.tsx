import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import '../i18n'
import { Form } from './Form'

afterEach(cleanup)

const fields = [
  { name: 'email', label: 'Address' },
  { name: 'name', label: 'Name', initial: 'Ada' },
] as const

const problem = (more: object) => ({
  data: { status: 422, title: '', code: 'x', detail: 'That will not do.', correlationId: 'req_1', ...more },
})

function show(call: { isLoading: boolean; error?: unknown }) {
  const onSubmit = vi.fn(async () => {})
  render(<Form fields={[...fields]} submit="Go" call={call} onSubmit={onSubmit} />)
  return onSubmit
}

test('it gives what was typed, with what stood there before', async () => {
  const onSubmit = show({ isLoading: false })
  await userEvent.type(screen.getByLabelText('Address'), 'a@example.org{Enter}')
  expect(onSubmit).toHaveBeenCalledExactlyOnceWith({ email: 'a@example.org', name: 'Ada' })
})

test('a problem with a field stands at the field', () => {
  show({ isLoading: false, error: problem({ errors: [{ field: 'body.email', code: 'y', message: 'Not an address.' }] }) })
  expect(screen.getByLabelText('Address').getAttribute('aria-invalid')).toBe('true')
  expect(document.getElementById(screen.getByLabelText('Address').getAttribute('aria-describedby') ?? '')?.textContent).toBe(
    'Not an address.',
  )
  expect(screen.queryByRole('alert')).toBeNull()
})

test('any other problem stands above the button, with what to quote', () => {
  show({ isLoading: false, error: problem({}) })
  expect(screen.getByRole('alert').textContent).toContain('That will not do.')
  expect(screen.getByRole('alert').textContent).toContain('req_1')
})

test('a field that is not asked for here is no field', () => {
  show({ isLoading: false, error: problem({ field: 'header.x' }) })
  expect(screen.getByRole('alert')).toBeTruthy()
})

test('without a line it says so; while it is under way it cannot be sent again', () => {
  show({ isLoading: true, error: { status: 'FETCH_ERROR' } })
  expect(screen.getByRole('alert').textContent).toContain('cannot be reached')
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Go' }).disabled).toBe(true)
})
