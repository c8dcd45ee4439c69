import type { ChatMessage } from '../../api'
import { useAppSelector } from '../../app/store'
import type { People } from './people'
import { Steps } from './Steps'

/** OthersWait tells what is being done for messages of a conversation that were not said here. */
export function OthersWait({
  sessionId,
  messages,
  authorOf,
}: {
  sessionId: string
  messages: ChatMessage[]
  authorOf: People['authorOf']
}) {
  const all = useAppSelector((s) => s.chat.elsewhere)
  return all
    .filter((e) => e.sessionId === sessionId)
    .map((e) => {
      const said = messages.find((m) => m.id === e.id)
      return (
        <li key={e.id}>
          <Steps progress={e.progress} author={said && authorOf(said)} />
        </li>
      )
    })
}
