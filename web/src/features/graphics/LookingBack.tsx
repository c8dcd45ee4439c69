import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { Failure } from '../../ui/States'
import type { Past } from './usePast'

/** LookingBack says that one looks at what a document was, and takes it back to that. */
export function LookingBack({ past, editable, onLeave }: { past: Past; editable: boolean; onLeave: () => void }) {
  const { t, i18n } = useTranslation()
  if (past.seq === undefined) return null
  if (past.error) {
    return (
      <div className="p-3">
        <Failure error={past.error} onRetry={past.refetch} />
      </div>
    )
  }
  return (
    <div className="flex flex-wrap items-center gap-2 bg-accent-soft px-3 py-2 text-sm">
      <span role="status" className="min-w-44 flex-1">
        {t('earlier.title', { number: past.seq.toLocaleString(i18n.language), last: past.head.toLocaleString(i18n.language) })}
      </span>
      <span className="flex gap-2">
        {editable && (
          <Button busy={past.restoring} disabled={past.loading} onClick={() => void past.restore(onLeave)}>
            {t('earlier.restore')}
          </Button>
        )}
        <Button look="primary" onClick={onLeave}>
          {t('earlier.leave')}
        </Button>
      </span>
    </div>
  )
}
