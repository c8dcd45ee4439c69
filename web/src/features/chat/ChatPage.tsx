import { lazy, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { ChatMessage } from '../../api'
import { Waiting } from '../../app/Gates'
import { OnDemand } from '../../app/OnDemand'
import { useAppSelector } from '../../app/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Composer } from './Composer'
import { Conversations } from './Conversations'
import { say } from './send'
import { Thread } from './Thread'
import { type Said, useBeginning } from './useBeginning'

const none: ChatMessage[] = []

const Panel = lazy(() => import('../graphics/LivePanel'))

/** The chat: conversations, the thread, and the active document, live while one writes. */
export default function ChatPage() {
  const { t } = useTranslation()
  const { sessionId } = useParams()
  const navigate = useNavigate()
  const active = useActiveDocument(sessionId)
  const [chosen, setChosen] = useState<Shown>()
  const [listShown, setListShown] = useState(false)
  const { place, waits } = useBeginning(sessionId)

  // What was chosen counts until there is a new result, and in its conversation only.
  const of = `${sessionId} ${active?.message}`
  const shown = chosen?.of === of ? chosen : undefined
  const show = useCallback((document: Omit<Shown, 'of'>) => setChosen({ ...document, of }), [of])
  const documentId = shown?.id ?? active?.id
  const results = useResults(sessionId, documentId)
  const send = useCallback(
    (text: string) => {
      const said = say(text, sessionId)
      if (!sessionId) navigate('/chat', { replace: true, state: { said } satisfies Said })
    },
    [sessionId, navigate],
  )
  return (
    <div className="flex h-full">
      <aside
        className={`${listShown ? 'absolute top-[6.3rem] bottom-0 left-0 z-20 flex w-72' : 'hidden'} flex-col border-r border-line bg-panel md:static md:flex md:w-64`}
        aria-label={t('chat.conversations')}
      >
        <Conversations active={sessionId} onChosen={() => setListShown(false)} />
      </aside>
      <main className="flex min-w-0 flex-1 flex-col">
        <h1 className="sr-only">{t('nav.chat')}</h1>
        <div className="flex items-center border-b border-line p-1 md:hidden">
          <Button look="ghost" label={t('chat.conversations')} aria-expanded={listShown} onClick={() => setListShown(!listShown)}>
            <Icon name="menu" />
          </Button>
        </div>
        <div className="flex min-h-0 flex-1 flex-col-reverse lg:flex-row">
          <section aria-label={t('chat.thread')} className="flex min-h-0 min-w-0 flex-1 flex-col">
            <Thread key={sessionId ?? 'new'} sessionId={sessionId} onShow={show} onSay={send} />
            <Composer key={`draft-${place}`} sessionId={sessionId} waits={waits} onSend={send} />
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
      </main>
    </div>
  )
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
