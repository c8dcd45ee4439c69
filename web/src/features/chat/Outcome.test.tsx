import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import '../../i18n'
import { MemoryRouter } from 'react-router'
import type { ChatMessage } from '../../api'
import { Message } from './Message'
import { Steps } from './Steps'

vi.mock('../dashboard/ArtifactCard', () => ({ ArtifactCard: () => null }))

afterEach(cleanup)

const reply = (more: Partial<ChatMessage>): ChatMessage => ({
  id: 'm2',
  sessionId: 'cnv',
  seq: 2,
  role: 'assistant',
  text: 'all of it in one text',
  createdAt: '',
  ...more,
})

const show = (m: ChatMessage) =>
  render(
    <MemoryRouter>
      <Message message={m} last onShow={() => {}} onSay={() => {}} />
    </MemoryRouter>,
  )

const items = () => screen.getAllByRole('listitem').map((li) => li.textContent)

test('several requests are a list with what became of each', () => {
  show(
    reply({
      status: 'failed',
      steps: [
        { text: 'make a banner', operation: 'graphics.create', status: 'done', result: 'Here is your picture.' },
        { text: 'blur it', operation: 'graphics.filter', status: 'refused', result: 'I can’t do that yet.' },
        { text: 'share it', operation: 'artifact.share', status: 'not_done' },
      ],
      clarification: { question: 'Shall I undo what was done?', choices: [{ label: 'Undo what was done', text: 'undo' }] },
    }),
  )
  expect(items()).toEqual(['Done:make a bannerHere is your picture.', 'Not done:blur itI can’t do that yet.', 'Not begun:share it'])
  expect(screen.queryByText('all of it in one text')).toBeNull()
  expect(screen.getByText('Shall I undo what was done?', { selector: 'p' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Undo what was done' })).toBeTruthy()
})

test('the question of a step is asked once', () => {
  show(
    reply({
      status: 'asked',
      steps: [{ text: 'share it', status: 'asked', result: 'Share a file: are you sure?' }],
      clarification: { question: 'Share a file: are you sure?', choices: [{ label: 'Yes', text: 'yes' }] },
    }),
  )
  expect(items()).toEqual(['A question:share itShare a file: are you sure?'])
  expect(screen.getAllByText('Share a file: are you sure?', { selector: 'p' })).toHaveLength(1)
})

test('a reply to one request is a text', () => {
  show(reply({ status: 'done' }))
  expect(screen.getByText('all of it in one text')).toBeTruthy()
  expect(screen.queryByRole('listitem')).toBeNull()
})

test('progress says which of the requests it is about', () => {
  render(<Steps progress={[{ number: 2, step: 'running', operation: 'graphics.export', at: 2, of: 3 }]} />)
  expect(items()).toEqual(['Doing graphics.export (2 of 3)'])
})
