import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { type ChatSession, useChatDeleteSessionMutation, useChatListSessionsQuery } from '../../api'
import { Button, buttonClass } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { match } from '../../ui/match'
import { Pages } from '../../ui/Pages'
import { Search } from '../../ui/Search'
import { useTrouble } from '../../ui/useTrouble'

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
              found.map((s) => <Row key={s.id} session={s} active={s.id === active} onChosen={onChosen} />)
            )
          }}
        </Pages>
      </nav>
    </>
  )
}

function Row({ session: s, active, onChosen }: { session: ChatSession; active: boolean; onChosen: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const trouble = useTrouble()
  const [remove] = useChatDeleteSessionMutation()
  const title = s.title || t('chat.untitled')
  const drop = async () => {
    if (!confirm(t('chat.deleteAsk', { title }))) return
    const { error } = await remove({ sessionId: s.id })
    if (error) trouble(error)
    else if (active) navigate('/chat')
  }
  return (
    <li className={`group flex items-center rounded-lg ${active ? 'bg-accent-soft' : 'hover:bg-raised'}`}>
      <Link
        to={`/chat/${s.id}`}
        onClick={onChosen}
        aria-current={active ? 'page' : undefined}
        className="min-w-0 flex-1 truncate px-3 py-2 text-sm"
      >
        {title}
      </Link>
      <Button
        look="ghost"
        label={t('chat.delete', { title })}
        className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
        onClick={() => void drop()}
      >
        <Icon name="trash" size={16} />
      </Button>
    </li>
  )
}
