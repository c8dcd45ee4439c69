import { type ReactNode, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { DropArea } from '../../ui/DropArea'
import { FilePick } from '../../ui/FilePick'
import { Icon } from '../../ui/Icon'
import { TroubleText } from '../../ui/States'
import { mayTryAgain } from './unfit'
import { type Upload, uploads } from './upload'

/** UploadArea takes files that are dropped on it or chosen, and shows how far they are. */
export function UploadArea() {
  const { t } = useTranslation()
  const all = useSyncExternalStore(uploads.subscribe, uploads.get)
  return (
    <section aria-label={t('files.upload')}>
      <DropArea
        onFiles={(files) => uploads.add(files)}
        className={(over) =>
          `flex flex-wrap items-center justify-center gap-3 rounded-xl border-2 border-dashed p-5 text-sm ${over ? 'border-accent bg-accent-soft' : 'border-line text-muted'}`
        }
      >
        {t('files.drop')}
        <FilePick testId="files" onFiles={(files) => uploads.add(files)}>
          {t('files.pick')}
        </FilePick>
      </DropArea>
      <ul aria-live="polite" className="mt-2 space-y-1">
        {all.map((u) => (
          <UploadRow key={u.key} upload={u} />
        ))}
      </ul>
    </section>
  )
}

/** UploadRow shows one upload; more is what to do with it when it is done. */
export function UploadRow({ upload: u, more }: { upload: Upload; more?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <li className="flex items-center gap-3 rounded-lg border border-line bg-panel px-3 py-2 text-sm">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{u.name}</span>
        {u.trouble ? <TroubleText trouble={u.trouble} /> : <span className="text-xs text-muted">{t(`files.state.${u.state}`)}</span>}
      </span>
      {u.state !== 'done' && u.state !== 'failed' && (
        <progress aria-label={t('files.progress', { name: u.name })} max={Math.max(1, u.bytes)} value={u.sent} className="w-28" />
      )}
      {u.state === 'done' && more}
      {u.trouble && mayTryAgain(u.trouble) && <Button onClick={() => uploads.again(u.key)}>{t('retry')}</Button>}
      <Button look="ghost" label={t('files.dismiss', { name: u.name })} onClick={() => uploads.dismiss(u.key)}>
        <Icon name="close" />
      </Button>
    </li>
  )
}
