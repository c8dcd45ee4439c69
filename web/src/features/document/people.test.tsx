import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useNames } from './people'

const answers = vi.hoisted(() => ({ asked: [] as Array<Record<string, unknown>>, people: {} as Record<string, string> }))

vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: words }) }))
vi.mock('../../app/store', () => ({ useAppSelector: () => 'me' }))
vi.mock('../../api/beside', () => ({
  useDocumentPeopleQuery: (question: Record<string, unknown>) => {
    const key = JSON.stringify(question)
    if (!answers.asked.some((a) => JSON.stringify(a) === key)) answers.asked.push(question)
    return { data: pages[key] ?? answer(key, String(question.with ?? '').split(',')) }
  },
}))

const words = (key: string) => key
let pages: Record<string, unknown> = {}

/** The server lists the owner to everybody, others to whom asks for them. */
function answer(key: string, ids: string[]) {
  const items = ['owner', ...ids].filter((id) => id in answers.people).map((userId) => ({ userId, name: answers.people[userId] }))
  pages[key] = { items }
  return pages[key]
}

beforeEach(() => {
  pages = {}
  answers.asked = []
  answers.people = { owner: 'Ada', guest: 'Bob', nameless: '' }
})
afterEach(cleanup)

test('who is not listed is asked for by the id, once', async () => {
  const { result } = renderHook(() => useNames('doc'))
  const names = () => ['me', 'owner', 'guest', 'nameless', 'gone'].map((id) => result.current(id))
  expect(names()).toEqual(['history.you', 'Ada', 'studio.somebody', 'studio.somebody', 'studio.somebody'])
  await act(async () => {})
  expect(names()).toEqual(['history.you', 'Ada', 'Bob', 'studio.somebody', 'studio.somebody'])
  await act(async () => {})
  expect(answers.asked).toEqual([
    { documentId: 'doc', limit: 200 },
    { documentId: 'doc', limit: 200, with: 'guest,nameless,gone' },
  ])
})
