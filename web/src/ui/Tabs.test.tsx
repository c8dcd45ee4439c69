import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { Tabs } from './Tabs'

afterEach(cleanup)

const show = () =>
  render(
    <Tabs label="panel" tabs={['one', 'two', 'three'] as const} nameOf={(t) => t.toUpperCase()}>
      {(tab) => <input aria-label={`field ${tab}`} />}
    </Tabs>,
  )

const tab = (name: string) => screen.getByRole('tab', { name })

test('arrow keys, Home and End open tabs; one of them is reached by Tab', async () => {
  show()
  await userEvent.tab()
  expect(document.activeElement).toBe(tab('ONE'))
  for (const [key, name] of [
    ['{ArrowRight}', 'TWO'],
    ['{End}', 'THREE'],
    ['{ArrowRight}', 'ONE'],
    ['{ArrowLeft}', 'THREE'],
    ['{Home}', 'ONE'],
  ] as const) {
    await userEvent.keyboard(key)
    expect(document.activeElement).toBe(tab(name))
    expect(tab(name).getAttribute('aria-selected')).toBe('true')
  }
  await userEvent.tab()
  expect(document.activeElement).toBe(screen.getByLabelText('field one'))
})

test('what was typed in a panel is there when one comes back', async () => {
  show()
  await userEvent.click(tab('TWO'))
  await userEvent.type(screen.getByLabelText('field two'), 'a draft')
  await userEvent.click(tab('ONE'))
  expect(screen.queryByRole('textbox', { name: 'field two' })).toBeNull()
  await userEvent.click(tab('TWO'))
  expect(screen.getByLabelText<HTMLInputElement>('field two').value).toBe('a draft')
  expect(screen.queryByLabelText('field three')).toBeNull()
})
