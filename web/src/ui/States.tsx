import { useTranslation } from 'react-i18next'
import { type Trouble, troubleOf } from '../api/problem'
import { Button } from './Button'
import { Reference } from './Notices'
import { useWords } from './useTrouble'

export function Nothing({ text }: { text: string }) {
  return (
    <p role="status" className="rounded-xl border border-dashed border-line p-6 text-center text-sm text-muted">
      {text}
    </p>
  )
}

/** TroubleText says what went wrong, with what to quote when asking for help. */
export function TroubleText({ trouble }: { trouble: Trouble }) {
  const words = useWords()
  return (
    <div role="alert" className="text-sm text-danger">
      <p>{words(trouble)}</p>
      {trouble.correlationId && <Reference id={trouble.correlationId} />}
    </div>
  )
}

export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => unknown }) {
  const { t } = useTranslation()
  return (
    <div className="rounded-xl border border-line bg-panel p-4">
      <TroubleText trouble={troubleOf(error)} />
      {onRetry && (
        <Button className="mt-3" onClick={() => onRetry()}>
          {t('retry')}
        </Button>
      )}
    </div>
  )
}

/** Skeleton takes the place of what is on its way. */
export function Skeleton() {
  return <div aria-hidden="true" className="h-20 animate-pulse rounded-xl bg-raised" />
}
