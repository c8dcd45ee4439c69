import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatMessage } from '../../api'
import { troubleOf } from '../../api/problem'
import { useAppSelector } from '../../app/store'
import { Button } from '../../ui/Button'
import { Failure } from '../../ui/States'
import { Message, Waits } from './Message'
import { catchUp } from './messages'

const none: ChatMessage[] = []
const examples = ['banner', 'card', 'post'] as const

interface ThreadProps {
  sessionId?: string
  onShow: (document: { id: string; seq: number }) => void
  onSay: (text: string) => void
  /** To write a message of one's own anew. */
  onEdit: (text: string) => void
}

export function Thread({ sessionId, onShow, onSay, onEdit }: ThreadProps) {
  const { t } = useTranslation()
  const messages = useAppSelector((s) => (sessionId && s.chat.messages[sessionId]) || none)
  const all = useAppSelector((s) => s.chat.outgoing)
  const outgoing = all.filter((o) => o.sessionId === sessionId)
  const [error, setError] = useState<unknown>()
  const [round, setRound] = useState(0)
  const end = useRef<HTMLDivElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round reads again
  useEffect(() => {
    if (!sessionId) return
    setError(undefined)
    catchUp(sessionId).catch(setError)
  }, [sessionId, round])

  const steps = outgoing.reduce((n, o) => n + 1 + o.progress.length, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there is more to see
  useEffect(() => {
    void end.current?.scrollIntoView({ block: 'end' })
  }, [messages.length, steps])

  const missing = error !== undefined && troubleOf(error).code === 'not_found'
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-3xl space-y-5 p-4">
        {missing && <p role="alert">{t('chat.gone')}</p>}
        {error !== undefined && !missing && <Failure error={error} onRetry={() => setRound(round + 1)} />}
        {!sessionId && outgoing.length === 0 && (
          <div className="pt-10 text-center">
            <h2 className="text-2xl font-semibold">{t('chat.hello')}</h2>
            <p className="mt-2 text-muted">{t('chat.helloText')}</p>
            <div className="mt-6 flex flex-wrap justify-center gap-2">
              {examples.map((e) => (
                <Button key={e} onClick={() => onSay(t(`chat.examples.${e}`))}>
                  {t(`chat.examples.${e}`)}
                </Button>
              ))}
            </div>
          </div>
        )}
        <ol className="space-y-5">
          {messages.map((m, i) => (
            <li key={m.id}>
              <Message
                message={m}
                last={i === messages.length - 1 && outgoing.length === 0}
                onShow={onShow}
                onSay={onSay}
                onEdit={onEdit}
              />
            </li>
          ))}
          {outgoing.map((o) => (
            <li key={o.id}>
              <Waits outgoing={o} stored={messages.some((m) => m.id === o.id)} />
            </li>
          ))}
        </ol>
        <div ref={end} />
      </div>
    </div>
  )
}
