import { memo, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatMessage } from '../../api'
import { useAppSelector } from '../../app/store'
import { Button } from '../../ui/Button'
import { Failure } from '../../ui/States'
import { useEdit } from './drafts'
import { Hello } from './Hello'
import { Message } from './Message'
import { catchUp } from './messages'
import { OthersWait } from './OthersWait'
import { usePeople, useSession } from './people'
import { useTail } from './useTail'
import { Waits } from './Waits'

const none: ChatMessage[] = []

interface ThreadProps {
  sessionId?: string
  onShow: (document: { id: string; seq: number }) => void
  onSay: (text: string) => void
}

/** Thread is not rendered again for what happens around it. */
export const Thread = memo(function Thread({ sessionId, onShow, onSay }: ThreadProps) {
  const { t } = useTranslation()
  const messages = useAppSelector((s) => (sessionId && s.chat.messages[sessionId]) || none)
  const all = useAppSelector((s) => s.chat.outgoing)
  const outgoing = all.filter((o) => o.sessionId === sessionId)
  const { box, first, more, onScroll, toEnd } = useTail(messages.length)
  const [error, retry] = useCatchUp(sessionId)
  const edit = useEdit(sessionId ?? 'new')
  const session = useSession(sessionId)
  const { authorOf } = usePeople(session)
  const mayWrite = session?.role !== 'viewer'
  const onEdit = mayWrite ? edit : undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever one says something
  useEffect(toEnd, [toEnd, outgoing.length])

  return (
    <div ref={box} onScroll={onScroll} className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
      <div className="mx-auto max-w-3xl space-y-5 p-4">
        {error !== undefined && <Failure error={error} onRetry={retry} />}
        {!sessionId && outgoing.length === 0 && <Hello onSay={onSay} />}
        {first > 0 && (
          <p className="text-center">
            <Button onClick={more}>{t('chat.earlier')}</Button>
          </p>
        )}
        <ol className="space-y-5">
          {messages.slice(first).map((m, i) => (
            <li key={m.id}>
              <Message
                message={m}
                author={m.role === 'user' ? authorOf(m) : undefined}
                last={mayWrite && first + i === messages.length - 1 && outgoing.length === 0}
                onShow={onShow}
                onSay={onSay}
                onEdit={onEdit}
              />
            </li>
          ))}
          {sessionId && <OthersWait sessionId={sessionId} messages={messages} authorOf={authorOf} />}
          {outgoing.map((o) => (
            <li key={o.id}>
              <Waits outgoing={o} stored={messages.some((m) => m.id === o.id)} onEdit={onEdit} />
            </li>
          ))}
        </ol>
      </div>
    </div>
  )
})

/** useCatchUp reads what is missing of a conversation, and gives why that failed and how to try again. */
function useCatchUp(sessionId: string | undefined): [error: unknown, retry: () => void] {
  const [error, setError] = useState<unknown>()
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round reads again
  useEffect(() => {
    if (!sessionId) return
    setError(undefined)
    let over = false
    catchUp(sessionId).catch((e) => over || setError(e))
    return () => {
      over = true
    }
  }, [sessionId, round])
  return [error, () => setRound(round + 1)]
}
