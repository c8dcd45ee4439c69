import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { UploadRow } from '../files/UploadArea'
import { uploads } from '../files/upload'

/** Sending shows the pictures that are on their way onto the canvas. */
export function Sending({ keys }: { keys: string[] }) {
  const { t } = useTranslation()
  const all = useSyncExternalStore(uploads.subscribe, uploads.get)
  const mine = all.filter((u) => keys.includes(u.key))
  if (mine.length === 0) return null
  return (
    <ul aria-label={t('picture.sending')} className="absolute inset-x-2 bottom-2 z-10 mx-auto max-w-md space-y-1">
      {mine.map((u) => (
        <UploadRow key={u.key} upload={u} />
      ))}
    </ul>
  )
}
