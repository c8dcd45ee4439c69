import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { ChatSession } from '../../api/sharing'
import { usePeople } from './people'

const items = vi.hoisted(() => [
  { userId: 'ada', name: 'Ada', role: 'owner' },
  { userId: 'bob', name: 'Bob', role: 'editor' },
])
const me = vi.hoisted(() => ({ id: '' }))

vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }))
vi.mock('../../app/store', () => ({ useAppSelector: () => me.id }))
vi.mock('../../api/sharing', () => ({
  useChatGetSessionQuery: () => ({}),
  useChatPeopleQuery: (_: unknown, { skip }: { skip: boolean }) => ({ data: skip ? undefined : { items } }),
}))

afterEach(cleanup)

const session = (role: ChatSession['role'], shared?: boolean): ChatSession => ({
  id: 'cnv',
  role,
  shared,
  title: '',
  createdAt: '',
  updatedAt: '',
})

/** Who said messages that have no name, Ada's and Bob's, and whose conversation it is, to somebody. */
function seenBy(id: string, s: ChatSession) {
  me.id = id
  const { authorOf, owner } = renderHook(() => usePeople(s)).result.current
  return [authorOf({}), authorOf({ by: 'ada' }), authorOf({ by: 'bob' }), owner]
}

test('what oneself said has no author; what says nobody is the owner’s', () => {
  expect(seenBy('ada', session('owner', true))).toEqual([undefined, undefined, 'Bob', undefined])
  expect(seenBy('bob', session('editor', true))).toEqual(['Ada', 'Ada', undefined, 'Ada'])
})

test('a conversation that was never shared has nobody else', () => {
  expect(seenBy('ada', session('owner'))).toEqual([undefined, undefined, 'talk.somebody', undefined])
})
