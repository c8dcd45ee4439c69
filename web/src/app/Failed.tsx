import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { troubleOf } from '../api/problem'
import { Button } from '../ui/Button'
import { Reference } from '../ui/Notices'
import { type Why, whyMissing } from './build'

function useWhy(): Why | undefined {
  const [why, setWhy] = useState<Why>()
  useEffect(() => {
    void whyMissing().then(setWhy)
  }, [])
  return why
}

/** Failed is shown instead of a page: it is of a build before, there is no line, or it broke. */
export function Failed({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const why = useWhy()
  return (
    <main className="grid h-full place-items-center p-6 text-center" aria-live="polite">
      {why && (
        <div>
          <h1 className="text-2xl font-semibold">{t(`failed.${why}.title`)}</h1>
          <p className="mx-auto mt-2 mb-6 max-w-md text-muted">{t(`failed.${why}.text`)}</p>
          <Reload />
          <About error={error} />
        </div>
      )}
    </main>
  )
}

/** PartFailed says the same of a part, in its place or, if it has none, at the edge of the page; the rest goes on. */
export function PartFailed({ error, inPlace }: { error: unknown; inPlace: boolean }) {
  const { t } = useTranslation()
  const why = useWhy()
  if (!why) return null
  return (
    <div
      role="alert"
      className={`rounded-xl border border-line bg-panel p-4 text-sm ${inPlace ? 'm-4' : 'fixed inset-x-4 top-16 z-50 mx-auto max-w-lg shadow-lg'}`}
    >
      <p className="font-medium">{t(why === 'updated' ? 'failed.updated.title' : `failed.${why}.part`)}</p>
      <p className="mt-1 mb-3 text-muted">{t(`failed.${why}.text`)}</p>
      <Reload />
      <About error={error} />
    </div>
  )
}

/** About is what to quote when asking for help, if the server was part of it. */
function About({ error }: { error: unknown }) {
  const { correlationId } = troubleOf(error)
  return correlationId && <Reference id={correlationId} />
}

export function Reload() {
  const { t } = useTranslation()
  return (
    <Button look="primary" onClick={() => location.reload()}>
      {t('failed.reload')}
    </Button>
  )
}
