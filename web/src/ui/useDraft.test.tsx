import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { useDraft } from './useDraft'

afterEach(cleanup)

function One({ value, onSet }: { value: string; onSet: (v: string) => void }) {
  const { field } = useDraft(value, onSet)
  return <input aria-label="name" {...field} />
}

const box = () => screen.getByRole<HTMLInputElement>('textbox')

test('what is typed stays while the value changes, and is set in the end', async () => {
  const set = vi.fn()
  const { rerender } = render(<One value="one" onSet={set} />)
  await userEvent.type(box(), '!')
  rerender(<One value="two" onSet={set} />)
  expect(box().value).toBe('one!')
  await userEvent.tab()
  expect(set.mock.calls).toEqual([['one!']])
  expect(box().value).toBe('two') // until the value is the new one
})

test('what is as it was takes nothing back that others did', async () => {
  const set = vi.fn()
  const { rerender } = render(<One value="one" onSet={set} />)
  await userEvent.type(box(), '!{Backspace}')
  rerender(<One value="two" onSet={set} />)
  await userEvent.tab()
  expect(set).not.toHaveBeenCalled()
  expect(box().value).toBe('two')
})

test('what is typed is set when its field goes away', async () => {
  const set = vi.fn()
  const { unmount } = render(<One value="one" onSet={set} />)
  await userEvent.type(box(), '!')
  unmount()
  expect(set.mock.calls).toEqual([['one!']])
})
