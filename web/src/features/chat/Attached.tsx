import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { UploadRow } from '../files/UploadArea'
import { uploads } from '../files/upload'

/** Attached are the files that were dropped or pasted here; what is a picture can go onto the canvas. */
export function Attached({ keys, onAdd }: { keys: string[]; onAdd: (name: string) => void }) {
  const { t } = useTranslation()
  const all = useSyncExternalStore(uploads.subscribe, uploads.get)
  const mine = all.filter((u) => keys.includes(u.key))
  if (mine.length === 0) return null
  return (
    <ul aria-label={t('chat.attached')} className="mx-auto mb-2 max-w-3xl space-y-1">
      {mine.map((u) => (
        <UploadRow
          key={u.key}
          upload={u}
          more={
            u.artifact?.contentType.startsWith('image/') && (
              <Button onClick={() => onAdd(u.artifact?.name ?? u.name)}>
                <Icon name="plus" />
                {t('chat.toCanvas')}
              </Button>
            )
          }
        />
      ))}
    </ul>
  )
}
