import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'

interface OwnMessage {
  id: string
  text: string
}

export type OnEdit = (message: OwnMessage) => void

/** Said is a message of one's own; who may write can say it again in other words. */
export function Said({ message: m, onEdit }: { message: OwnMessage; onEdit?: OnEdit }) {
  const { t } = useTranslation()
  return (
    <div className="group flex items-center justify-end gap-1">
      {onEdit && (
        <Button
          look="ghost"
          label={t('chat.edit')}
          className="text-muted opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
          onClick={() => onEdit(m)}
        >
          <Icon name="edit" size={16} />
        </Button>
      )}
      <p className="w-fit max-w-[85%] min-w-0 rounded-2xl rounded-br-md bg-accent px-4 py-2 text-sm break-words whitespace-pre-wrap text-accent-text">
        {m.text}
      </p>
    </div>
  )
}
