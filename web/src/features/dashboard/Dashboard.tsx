import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { type Document, useArtifactListQuery, useDocumentListQuery, useUsageGetQuery } from '../../api'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Pages } from '../../ui/Pages'
import { Nothing } from '../../ui/States'
import { say } from '../chat/send'
import { useBlankCanvas } from '../graphics/useBlankCanvas'
import { ArtifactCard } from './ArtifactCard'

const shown = 12 // at a time: three rows on a wide page

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

function QuickStart() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [blank, making] = useBlankCanvas()
  const ask = () => {
    if (!text.trim()) return
    void say(text.trim())
    navigate('/chat')
  }
  return (
    <section aria-labelledby="quick">
      <h2 id="quick" className="mb-3 text-2xl font-semibold">
        {t('dashboard.quick')}
      </h2>
      <form
        className="flex flex-col gap-2 sm:flex-row"
        onSubmit={(e) => {
          e.preventDefault()
          ask()
        }}
      >
        <input
          aria-labelledby="quick"
          placeholder={t('dashboard.example')}
          value={text}
          onChange={(e) => setText(e.target.value)}
          className="min-w-0 flex-1 rounded-xl border border-line bg-panel px-4 py-3"
        />
        <Button type="submit" look="primary" disabled={!text.trim()}>
          <Icon name="send" />
          {t('chat.send')}
        </Button>
        <Button busy={making} onClick={() => void blank()}>
          <Icon name="plus" />
          {t('dashboard.blank')}
        </Button>
      </form>
    </section>
  )
}

const useDocuments = (where: 'own' | 'shared', cursor?: string) => useDocumentListQuery({ in: where, limit: shown, cursor })
const useFiles = (_: null, cursor?: string) => useArtifactListQuery({ limit: shown, cursor })

const grid = 'grid gap-3 sm:grid-cols-2 lg:grid-cols-4'

function Documents() {
  const { t } = useTranslation()
  const list = (documents: Document[]) => documents.map((d) => <DocumentCard key={d.id} document={d} />)
  return (
    <section aria-labelledby="documents" className="space-y-3">
      <h2 id="documents" className="text-lg font-semibold">
        {t('dashboard.documents')}
      </h2>
      <Pages className={grid} usePage={useDocuments} query="own" nothing={<Nothing text={t('dashboard.noDocuments')} />}>
        {list}
      </Pages>
      <Pages className={grid} usePage={useDocuments} query="shared" nothing={null}>
        {list}
      </Pages>
    </section>
  )
}

function DocumentCard({ document: d }: { document: Document }) {
  const { t, i18n } = useTranslation()
  return (
    <li>
      <Link to={`/tools/graphics/${d.id}`} className="block rounded-xl border border-line bg-panel p-4 hover:border-accent">
        <span className="flex items-center gap-2 font-medium">
          <Icon name="image" />
          <span className="truncate">{d.name || t('untitled')}</span>
        </span>
        <span className="mt-1 block text-xs text-muted">
          {new Date(d.updatedAt).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}
          {d.role !== 'owner' && ` · ${t(`role.${d.role}`)}`}
        </span>
      </Link>
    </li>
  )
}

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
