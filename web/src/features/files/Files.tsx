import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Artifact,
  type ArtifactListApiArg,
  useArtifactDeleteMutation,
  useArtifactEmptyTrashMutation,
  useArtifactGetStorageQuery,
  useArtifactListQuery,
  useArtifactPurgeMutation,
  useArtifactRestoreMutation,
} from '../../api'
import { Button } from '../../ui/Button'
import { bytes } from '../../ui/bytes'
import { Icon } from '../../ui/Icon'
import { Pages } from '../../ui/Pages'
import { Search } from '../../ui/Search'
import { Nothing } from '../../ui/States'
import { useTrouble } from '../../ui/useTrouble'
import { FileCard, FileRow } from './FileViews'
import { UploadArea } from './UploadArea'

const shown = 48 // at a time: more than fit on a screen

const useFiles = (query: ArtifactListApiArg, cursor?: string) => useArtifactListQuery({ ...query, limit: shown, cursor })

type Place = 'library' | 'shared' | 'trash'
type Sort = 'updated' | 'name' | 'bytes'

export default function Files() {
  const { t } = useTranslation()
  const [place, setPlace] = useState<Place>('library')
  const [wanted, setWanted] = useState('')
  const [sort, setSort] = useState<Sort>('updated')
  const [type, setType] = useState('')
  const [list, setList] = useState(false)
  const [chosen, setChosen] = useState<Artifact[]>([])
  const search = place === 'library' ? { q: wanted.trim() || undefined, type: type || undefined, sort } : {}
  const isChosen = (f: Artifact) => chosen.some((c) => c.id === f.id)
  const choose = (f: Artifact) => setChosen(isChosen(f) ? chosen.filter((c) => c.id !== f.id) : [...chosen, f])
  const View = list ? FileRow : FileCard
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto max-w-6xl space-y-5 p-4 sm:p-8">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="mr-auto text-2xl font-semibold">{t('nav.files')}</h1>
          <Storage />
        </div>
        {place === 'library' && <UploadArea />}
        <div className="flex flex-wrap items-center gap-2">
          <fieldset className="flex rounded-lg border border-line bg-panel p-0.5">
            <legend className="sr-only">{t('files.place')}</legend>
            {(['library', 'shared', 'trash'] as const).map((p) => (
              <button
                key={p}
                type="button"
                aria-pressed={place === p}
                onClick={() => {
                  setPlace(p)
                  setChosen([])
                }}
                className={`rounded-md px-3 py-1.5 text-sm font-medium ${place === p ? 'bg-accent-soft text-accent' : 'text-muted'}`}
              >
                {t(`files.${p}`)}
              </button>
            ))}
          </fieldset>
          {place === 'library' && (
            <>
              <Search label={t('files.search')} value={wanted} onChange={setWanted} />
              <Pick
                label={t('files.type')}
                value={type}
                onChange={setType}
                options={{ '': t('files.all'), image: t('files.images'), text: t('files.texts') }}
              />
              <Pick
                label={t('files.sort')}
                value={sort}
                onChange={(v) => setSort(v as Sort)}
                options={{ updated: t('files.byDate'), name: t('files.byName'), bytes: t('files.bySize') }}
              />
            </>
          )}
          <Button look="ghost" label={t(list ? 'files.grid' : 'files.list')} onClick={() => setList(!list)}>
            <Icon name={list ? 'rectangle' : 'menu'} />
          </Button>
        </div>
        {chosen.length > 0 && <Actions place={place} files={chosen} onDone={() => setChosen([])} />}
        <Pages
          key={JSON.stringify({ place, search })}
          className={list ? 'divide-y divide-line rounded-xl border border-line bg-panel' : 'grid gap-3 sm:grid-cols-2 lg:grid-cols-4'}
          usePage={useFiles}
          query={{ in: place, ...search }}
          nothing={<Nothing text={t(place === 'library' && (wanted || type) ? 'files.noneFound' : `files.none.${place}`)} />}
        >
          {(files) => files.map((f) => <View key={f.id} file={f} place={place} chosen={isChosen(f)} onChoose={() => choose(f)} />)}
        </Pages>
        {place === 'trash' && <EmptyTrash />}
      </div>
    </main>
  )
}

function Pick({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string
  options: Record<string, string>
  onChange: (v: string) => void
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(e) => onChange(e.target.value)}
      className="rounded-lg border border-line bg-panel px-2 py-2 text-sm"
    >
      {Object.entries(options).map(([v, name]) => (
        <option key={v} value={v}>
          {name}
        </option>
      ))}
    </select>
  )
}

/** Actions are what can be done with several files at once. */
function Actions({ place, files, onDone }: { place: Place; files: Artifact[]; onDone: () => void }) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [remove] = useArtifactDeleteMutation()
  const [restore] = useArtifactRestoreMutation()
  const [purge] = useArtifactPurgeMutation()
  const all = async (f: (a: { artifactId: string }) => Promise<{ error?: unknown }>) => {
    for (const { id } of files) {
      const { error } = await f({ artifactId: id })
      if (error) {
        trouble(error)
        return
      }
    }
    onDone()
  }
  return (
    <div role="toolbar" aria-label={t('files.actions')} className="flex flex-wrap items-center gap-2 rounded-xl bg-accent-soft p-2 text-sm">
      <span className="px-2">{t('files.chosen', { count: files.length })}</span>
      {place === 'library' && (
        <Button onClick={() => void all(remove)}>
          <Icon name="trash" />
          {t('files.toTrash')}
        </Button>
      )}
      {place === 'trash' && <Button onClick={() => void all(restore)}>{t('files.restore')}</Button>}
      {place === 'trash' && (
        <Button look="danger" onClick={() => confirm(t('files.purgeAsk', { count: files.length })) && void all(purge)}>
          {t('files.purge')}
        </Button>
      )}
      <Button look="ghost" onClick={onDone}>
        {t('files.chooseNone')}
      </Button>
    </div>
  )
}

function EmptyTrash() {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [empty, { isLoading }] = useArtifactEmptyTrashMutation()
  const run = async () => {
    const { error } = await empty()
    if (error) trouble(error)
  }
  return (
    <Button look="danger" busy={isLoading} onClick={() => confirm(t('files.emptyAsk')) && void run()}>
      {t('files.empty')}
    </Button>
  )
}

function Storage() {
  const { t, i18n } = useTranslation()
  const { data } = useArtifactGetStorageQuery({})
  if (!data) return null
  return (
    <div className="w-48 text-xs text-muted">
      <span id="storage">{t('files.storage', { used: bytes(data.bytes, i18n.language), of: bytes(data.quotaBytes, i18n.language) })}</span>
      <meter aria-labelledby="storage" min={0} max={data.quotaBytes} value={data.bytes} className="h-2 w-full" />
    </div>
  )
}
