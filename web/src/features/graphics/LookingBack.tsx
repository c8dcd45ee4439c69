import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Failure } from '../../ui/States'
import type { Past } from './usePast'

/** LookingBack says that one sees the past, and offers the ways out of it. */
export function LookingBack({ past, editable }: { past: Past; editable: boolean }) {
  const { t, i18n } = useTranslation()
  if (!past.commit) return null
  const when = new Date(past.commit.at).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' })
  return (
    <section aria-label={t('past.title')} className="border-b border-line bg-accent-soft px-3 py-2 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <Icon name="history" />
        <p role="status" className="min-w-0 flex-1 basis-56">
          {t('past.looking', { when, seq: past.commit.seq })}
        </p>
        {editable && (
          <Button disabled={past.loading} onClick={past.restore}>
            <Icon name="undo" />
            {t('past.restore')}
          </Button>
        )}
        <Button look="primary" onClick={past.leave}>
          {t('past.now')}
        </Button>
      </div>
      {past.error !== undefined && <Failure error={past.error} onRetry={past.refetch} />}
    </section>
  )
}
