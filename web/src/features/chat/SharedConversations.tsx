import { useTranslation } from 'react-i18next'
import { type ChatSession, useChatListSessionsQuery } from '../../api'
import { useChatLeaveMutation } from '../../api/sharing'
import { match } from '../../ui/match'
import { Pages } from '../../ui/Pages'
import { ConversationRow, type Place } from './ConversationRow'

const shown = 50 // at a time

const useShared = (_: null, cursor?: string) => useChatListSessionsQuery({ in: 'shared', limit: shown, cursor })

/** SharedConversations are those that others share, if there are any. */
export function SharedConversations({ wanted, ...place }: { wanted: string } & Place) {
  const { t } = useTranslation()
  const { data, error } = useShared(null)
  if (!error && (!data || (data.items.length === 0 && !data.nextCursor))) return null
  return (
    <section aria-labelledby="shared-with-you">
      <h2 id="shared-with-you" className="px-3 pt-4 pb-1 text-xs font-medium text-muted">
        {t('talk.sharedWithYou')}
      </h2>
      <Pages usePage={useShared} query={null} nothing={null}>
        {(sessions) => match(sessions, wanted, (s) => s.title).map((s) => <Row key={s.id} session={s} {...place} />)}
      </Pages>
    </section>
  )
}

function Row({ session: s, ...place }: { session: ChatSession } & Place) {
  const { t } = useTranslation()
  const [leave] = useChatLeaveMutation()
  const title = s.title || t('chat.untitled')
  return (
    <ConversationRow
      {...place}
      id={s.id}
      title={title}
      end={{ icon: 'out', label: t('talk.leave', { title }), ask: t('talk.leaveAsk', { title }), call: () => leave({ sessionId: s.id }) }}
    />
  )
}
