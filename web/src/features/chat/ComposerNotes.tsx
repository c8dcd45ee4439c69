import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'

/** The most characters of a message: chat.send's limit. */
export const mostChars = 8000

/** Editing says that one writes another version of something said, and how to stop. */
export function Editing({ said, onEnd }: { said: string; onEnd: () => void }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="mx-auto mb-2 flex max-w-3xl items-center gap-3 rounded-lg bg-accent-soft px-3 py-1.5 text-xs">
      <p className="min-w-0 flex-1">
        <b className="block truncate">{t('chat.editing', { said })}</b>
        {t('chat.editingHint')}
      </p>
      <Button look="ghost" onClick={onEnd}>
        {t('chat.editingEnd')}
      </Button>
    </div>
  )
}

/** TooLong says by how much a text is too long, or that another was not pasted for that. */
export function TooLong({ over, refused }: { over: number; refused: number }) {
  const { t, i18n } = useTranslation()
  const count = (n: number) => n.toLocaleString(i18n.language)
  const most = count(mostChars)
  if (over <= 0 && refused === 0) return null
  return (
    <p role="alert" className="mx-auto mt-1 max-w-3xl text-xs text-danger">
      {refused > 0 ? t('chat.notPasted', { length: count(refused), most }) : t('chat.tooLong', { count: over })}
    </p>
  )
}
