import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatMessage } from '../../api'
import { type ChatSession, useChatGetSessionQuery, useChatPeopleQuery } from '../../api/sharing'
import { useAppSelector } from '../../app/store'
import { most, useNamesOf } from '../people/names'

/** useSession describes a conversation, once it is open here. */
export function useSession(sessionId: string | undefined): ChatSession | undefined {
  const open = useAppSelector((s) => sessionId !== undefined && s.chat.opened[sessionId] === true)
  return useChatGetSessionQuery({ sessionId: sessionId ?? '' }, { skip: !open, refetchOnMountOrArgChange: true }).currentData
}

export interface People {
  /** The name of who said a message, or whom a reply answers; undefined for oneself. */
  authorOf: (m: Pick<ChatMessage, 'by'>) => string | undefined
  /** The name of whose conversation it is; undefined if it is one's own, or not known yet. */
  owner: string | undefined
}

const useTalkPeople = (session: ChatSession | undefined, strangers?: string) =>
  useChatPeopleQuery({ sessionId: session?.id ?? '', limit: most, ...(strangers && { with: strangers }) }, { skip: !session?.shared })

/** usePeople names the people of a conversation; one that was never shared has no others. */
export function usePeople(session: ChatSession | undefined): People {
  const { t } = useTranslation()
  const me = useAppSelector((s) => s.user.user?.id)
  const { nameOf, owner } = useNamesOf(useTalkPeople, session, { you: t('talk.you'), somebody: t('talk.somebody') })
  const authorOf = useCallback(
    ({ by = owner }: Pick<ChatMessage, 'by'>) => {
      if (by === undefined) return session && session.role !== 'owner' ? t('talk.somebody') : undefined // the owner's, who is not known yet
      return by === me ? undefined : nameOf(by)
    },
    [me, nameOf, owner, session, t],
  )
  return { authorOf, owner: owner === undefined || owner === me ? undefined : nameOf(owner) }
}
