import '../../i18n/sharing'
import { lazy, useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { ChatMessage } from '../../api'
import { Waiting } from '../../app/Gates'
import { OnDemand } from '../../app/OnDemand'
import { useAppDispatch, useAppSelector } from '../../app/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Composer } from './Composer'
import { Conversations } from './Conversations'
import { LostTalk } from './LostTalk'
import { useSession } from './people'
import { Reading } from './Reading'
import { say } from './send'
import { type Lost, lossForgotten } from './slice'
import { TalkHeader } from './TalkHeader'
import { Thread } from './Thread'
import { type Said, useBeginning } from './useBeginning'

const none: ChatMessage[] = []

const Panel = lazy(() => import('../graphics/LivePanel'))

/** The chat: conversations, and the one that is open. */
export default function ChatPage() {
  const { t } = useTranslation()
  const { sessionId } = useParams()
  const [listShown, setListShown] = useState(false)
  const lost = useLost(sessionId)
  return (
    <div className="flex h-full">
      <aside
        className={`${listShown ? 'absolute top-26 bottom-0 left-0 z-20 flex w-72' : 'hidden'} flex-col border-r border-line bg-panel md:static md:flex md:w-64`}
        aria-label={t('chat.conversations')}
      >
        <Conversations active={sessionId} onChosen={() => setListShown(false)} />
      </aside>
      <main className="flex min-w-0 flex-1 flex-col">
        <h1 className="sr-only">{t('nav.chat')}</h1>
        <TalkHeader key={sessionId} sessionId={sessionId}>
          <Button
            look="ghost"
            label={t('chat.conversations')}
            aria-expanded={listShown}
            className="shrink-0 md:hidden"
            onClick={() => setListShown(!listShown)}
          >
            <Icon name="menu" />
          </Button>
        </TalkHeader>
        {sessionId && lost ? <LostTalk sessionId={sessionId} why={lost} /> : <Open sessionId={sessionId} />}
      </main>
    </div>
  )
}

/** Open is a conversation, or a new one, with the active document, live while one writes. */
function Open({ sessionId }: { sessionId?: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const active = useActiveDocument(sessionId)
  const [chosen, setChosen] = useState<Shown>()
  const { place, waits } = useBeginning(sessionId)

  // What was chosen counts until there is a new result, and in its conversation only.
  const of = `${sessionId} ${active?.message}`
  const shown = chosen?.of === of ? chosen : undefined
  const show = useCallback((document: Omit<Shown, 'of'>) => setChosen({ ...document, of }), [of])
  const documentId = shown?.id ?? active?.id
  const results = useResults(sessionId, documentId)
  const mayWrite = useSession(sessionId)?.role !== 'viewer'
  const send = useCallback(
    (text: string) => {
      const said = say(text, sessionId)
      if (!sessionId) navigate('/chat', { replace: true, state: { said } satisfies Said })
    },
    [sessionId, navigate],
  )
  return (
    <div className="flex min-h-0 flex-1 flex-col-reverse lg:flex-row">
      <section aria-label={t('chat.thread')} className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Thread key={sessionId ?? 'new'} sessionId={sessionId} onShow={show} onSay={send} />
        {sessionId && !mayWrite ? (
          <Reading sessionId={sessionId} />
        ) : (
          <Composer key={`draft-${place}`} sessionId={sessionId} waits={waits} onSend={send} />
        )}
      </section>
      {documentId && (
        <section
          aria-label={t('chat.document')}
          className="h-2/5 min-h-0 border-b border-line lg:h-auto lg:w-[46%] lg:border-b-0 lg:border-l"
        >
          <OnDemand waiting={<Waiting />}>
            <Panel documentId={documentId} results={results} chosen={shown?.seq} onChoose={(seq) => show({ id: documentId, seq })} />
          </OnDemand>
        </section>
      )}
    </div>
  )
}

/** Why one has a conversation no more. Who comes to it may have it again, so what was known before is forgotten. */
function useLost(sessionId: string | undefined): Lost | undefined {
  const dispatch = useAppDispatch()
  useEffect(() => {
    if (!sessionId) return
    const forget = () => void dispatch(lossForgotten(sessionId))
    forget()
    return forget
  }, [dispatch, sessionId])
  return useAppSelector((s) => (sessionId ? s.chat.lost[sessionId] : undefined))
}

/** The document that is beside the chat, and the result that is looked at, if it is not the document as it is. */
interface Shown {
  id: string
  seq?: number
  /** When it was chosen: the conversation and its last result. */
  of: string
}

/** The results of a conversation on a document. */
function useResults(sessionId: string | undefined, documentId: string | undefined): number[] {
  const list = useAppSelector((s) => (sessionId && s.chat.messages[sessionId]) || none)
  return useMemo(() => {
    const seqs = list.flatMap((m) => m.documents?.filter((d) => d.id === documentId).map((d) => d.seq) ?? [])
    return [...new Set(seqs)].sort((a, b) => a - b)
  }, [list, documentId])
}

/** The document that was made or changed last in a conversation, and the number of the message that tells. */
function useActiveDocument(sessionId: string | undefined): { id: string; message: number } | undefined {
  const list = useAppSelector((s) => (sessionId && s.chat.messages[sessionId]) || none)
  return useMemo(() => {
    for (let i = list.length - 1; i >= 0; i--) {
      const d = list[i]?.documents?.find((x) => x.kind === 'canvas')
      if (d) return { id: d.id, message: list[i]?.seq ?? 0 }
    }
    return undefined
  }, [list])
}
