import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Provider } from 'react-redux'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import '../../i18n'
import { store } from '../../app/store'
import { Composer } from './Composer'
import { useEdit } from './drafts'

let place = 0
beforeEach(() => place++) // another conversation for each test

afterEach(cleanup)

const said = { id: 'msg_1', text: 'make it red' }

function EditSaid() {
  const edit = useEdit(`cnv_${place}`)
  return (
    <button type="button" onClick={() => edit(said)}>
      edit
    </button>
  )
}

function show() {
  const onSend = vi.fn()
  render(
    <Provider store={store}>
      <EditSaid />
      <Composer sessionId={`cnv_${place}`} onSend={onSend} />
    </Provider>,
  )
  return { onSend, box: screen.getByRole<HTMLTextAreaElement>('textbox') }
}

const paste = (box: HTMLElement, text: string) => fireEvent.paste(box, { clipboardData: { files: [], getData: () => text } })

test('Escape gives up an edit, and the draft is there again', async () => {
  const { box, onSend } = show()
  await userEvent.type(box, 'half a thou')
  await userEvent.click(screen.getByRole('button', { name: 'edit' }))
  expect(screen.getByRole('status').textContent).toContain('Editing “make it red”')
  expect(document.activeElement).toBe(box)
  expect(box.value).toBe('make it red')
  await userEvent.keyboard('der{Escape}')
  expect(screen.queryByRole('status')).toBeNull()
  expect(box.value).toBe('half a thou')
  expect(onSend).not.toHaveBeenCalled()
})

test('what was edited is sent once, and the draft is there again', async () => {
  const { box, onSend } = show()
  await userEvent.type(box, 'half a thou')
  await userEvent.click(screen.getByRole('button', { name: 'edit' }))
  await userEvent.keyboard('der{Enter}')
  expect(onSend.mock.calls).toEqual([['make it redder']])
  expect(box.value).toBe('half a thou')
})

test('a text that would make the message too long is not pasted; one that takes the place of another may be', async () => {
  const { box } = show()
  await userEvent.type(box, 'abc')
  expect(paste(box, 'x'.repeat(7998))).toBe(false) // default prevented
  expect(screen.getByRole('alert').textContent).toContain('it has 7,998 characters, and a message has 8,000 at most')
  expect(box.value).toBe('abc')
  box.setSelectionRange(0, 3)
  expect(paste(box, 'x'.repeat(8000))).toBe(true)
  expect(screen.queryByRole('alert')).toBeNull()
})
