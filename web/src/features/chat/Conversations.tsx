import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type ChatSession, useChatDeleteSessionMutation, useChatListSessionsQuery } from '../../api'
import { buttonClass } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { match } from '../../ui/match'
import { Pages } from '../../ui/Pages'
import { Search } from '../../ui/Search'
import { ConversationRow, type Place } from './ConversationRow'
import { SharedConversations } from './SharedConversations'

const shown = 100 // at a time: more than most people have

const useConversations = (_: null, cursor?: string) => useChatListSessionsQuery({ limit: shown, cursor })

export function Conversations({ active, onChosen }: { active?: string; onChosen: () => void }) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState('')
  return (
    <>
      <div className="space-y-2 p-3">
        <Link to="/chat" onClick={onChosen} className={`${buttonClass('primary')} w-full`}>
          <Icon name="plus" />
          {t('chat.new')}
        </Link>
        <Search label={t('chat.search')} value={wanted} onChange={setWanted} />
      </div>
      <nav aria-label={t('chat.conversations')} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        <Pages usePage={useConversations} query={null} nothing={<p className="p-3 text-sm text-muted">{t('chat.none')}</p>}>
          {(sessions) => {
            const found = match(sessions, wanted, (s) => s.title)
            return found.length === 0 && sessions.length > 0 ? (
              <li className="p-3 text-sm text-muted">{t('chat.noneFound')}</li>
            ) : (
              found.map((s) => <Row key={s.id} session={s} active={active} onChosen={onChosen} />)
            )
          }}
        </Pages>
        <SharedConversations active={active} wanted={wanted} onChosen={onChosen} />
      </nav>
    </>
  )
}

function Row({ session: s, ...at }: { session: ChatSession } & Place) {
  const { t } = useTranslation()
  const [remove] = useChatDeleteSessionMutation()
  const title = s.title || t('chat.untitled')
  return (
    <ConversationRow
      {...at}
      id={s.id}
      title={title}
      end={{
        icon: 'trash',
        label: t('chat.delete', { title }),
        ask: t('chat.deleteAsk', { title }),
        call: () => remove({ sessionId: s.id }),
      }}
    />
  )
}
