import { useTranslation } from 'react-i18next'
import { useArtifactListQuery, useUsageGetQuery } from '../../api'
import { Pages } from '../../ui/Pages'
import { Nothing } from '../../ui/States'
import { ArtifactCard } from './ArtifactCard'
import { Documents } from './Documents'
import { grid, shown } from './grid'
import { QuickStart } from './QuickStart'

export default function Dashboard() {
  const { t } = useTranslation()
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto max-w-6xl space-y-10 p-4 sm:p-8">
        <h1 className="sr-only">{t('nav.dashboard')}</h1>
        <QuickStart />
        <Documents />
        <Artifacts />
        <Usage />
      </div>
    </main>
  )
}

const useFiles = (_: null, cursor?: string) => useArtifactListQuery({ limit: shown, cursor })

function Artifacts() {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="artifacts">
      <h2 id="artifacts" className="mb-3 text-lg font-semibold">
        {t('dashboard.artifacts')}
      </h2>
      <Pages className={grid} usePage={useFiles} query={null} nothing={<Nothing text={t('dashboard.noArtifacts')} />}>
        {(files) =>
          files.map((a) => (
            <li key={a.id}>
              <ArtifactCard artifact={a} />
            </li>
          ))
        }
      </Pages>
    </section>
  )
}

function Usage() {
  const { t } = useTranslation()
  const { data } = useUsageGetQuery({})
  if (!data?.tools.length) return null
  return (
    <section aria-labelledby="usage">
      <h2 id="usage" className="mb-3 text-lg font-semibold">
        {t('dashboard.usage')}
      </h2>
      <dl className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        {data.tools.map((u) => (
          <div key={u.tool} className="rounded-xl border border-line bg-panel p-4">
            <dt className="text-sm text-muted">{u.tool}</dt>
            <dd className="text-2xl font-semibold">{u.calls}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
