import { Link, useNavigate } from 'react-router'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { useTrouble } from '../../ui/useTrouble'

/** Where one is, and what is done when another one is chosen. */
export interface Place {
  active?: string
  onChosen: () => void
}

interface RowProps extends Place {
  id: string
  title: string
  /** How one gets rid of it, after having been asked. */
  end: { icon: IconName; label: string; ask: string; call: () => Promise<{ error?: unknown }> }
}

/** ConversationRow is a conversation in a list. */
export function ConversationRow({ id, title, end, active, onChosen }: RowProps) {
  const navigate = useNavigate()
  const trouble = useTrouble()
  const here = id === active
  const drop = async () => {
    if (!confirm(end.ask)) return
    const { error } = await end.call()
    if (error) trouble(error)
    else if (here) navigate('/chat')
  }
  return (
    <li className={`group flex items-center rounded-lg ${here ? 'bg-accent-soft' : 'hover:bg-raised'}`}>
      <Link
        to={`/chat/${id}`}
        onClick={onChosen}
        aria-current={here ? 'page' : undefined}
        className="min-w-0 flex-1 truncate px-3 py-2 text-sm"
      >
        {title}
      </Link>
      <Button
        look="ghost"
        label={end.label}
        className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
        onClick={() => void drop()}
      >
        <Icon name={end.icon} size={16} />
      </Button>
    </li>
  )
}
