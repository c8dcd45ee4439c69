/**
 * The first message of a conversation: the page goes to the conversation when that is known,
 * with what is written meanwhile, and only if one still waits for it there.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { useAppSelector } from '../../app/store'
import { useMoveDraft } from './drafts'

/** Said is the state of the page's place in the history: the first message that one waits for. */
export interface Said {
  said?: string
}

export interface Beginning {
  /** The same for a new conversation and for what becomes of it: what is there stays there. */
  place: number
  /** The first message is under way: another one would begin another conversation. */
  waits: boolean
}

export function useBeginning(sessionId: string | undefined): Beginning {
  const said = (useLocation().state as Said | null)?.said
  const navigate = useNavigate()
  const begun = useAppSelector((s) => (said && !sessionId ? s.chat.begun[said] : undefined))
  const waits = useAppSelector((s) => !sessionId && s.chat.outgoing.some((o) => o.id === said && !o.trouble))
  useEffect(() => {
    if (begun) navigate(`/chat/${begun}`, { replace: true, state: { said } satisfies Said })
  }, [begun, said, navigate])

  const moveDraft = useMoveDraft()
  const waitedFor = useRef<string>(undefined)
  useLayoutEffect(() => {
    if (sessionId && said && waitedFor.current === said) moveDraft('new', sessionId)
    waitedFor.current = sessionId ? undefined : said
  }, [sessionId, said, moveDraft])
  return { place: usePlace(sessionId, said), waits }
}

function usePlace(sessionId: string | undefined, said: string | undefined): number {
  const [was, setWas] = useState({ sessionId, said, place: 0 })
  if (was.sessionId === sessionId && was.said === said) return was.place
  const same = was.sessionId === sessionId || (was.sessionId === undefined && said !== undefined && was.said === said)
  const now = { sessionId, said, place: same ? was.place : was.place + 1 }
  setWas(now)
  return now.place
}
