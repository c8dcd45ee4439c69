import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Snapshot } from '../../live/document'
import { Button, buttonClass } from '../../ui/Button'

/** Closed says why a document is not shown any more, or cannot be. */
export function Closed({ why }: { why: Exclude<Snapshot['status'], 'loading' | 'live'> }) {
  const { t } = useTranslation()
  return (
    <div role="alert" className="grid h-full place-items-center p-6 text-center">
      <div>
        <h2 className="text-lg font-semibold">{t(`document.${why}.title`)}</h2>
        <p className="mt-1 mb-5 max-w-sm text-sm text-muted">{t(`document.${why}.text`)}</p>
        {why === 'failed' ? (
          <Button look="primary" onClick={() => location.reload()}>
            {t('retry')}
          </Button>
        ) : (
          <Link to="/dashboard" className={buttonClass('primary')}>
            {t('nav.dashboard')}
          </Link>
        )}
      </div>
    </div>
  )
}
