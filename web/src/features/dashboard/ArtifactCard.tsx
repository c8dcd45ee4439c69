import { lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download, usePicture } from '../../api/content'
import { OnDemand } from '../../app/OnDemand'
import { bytes } from '../../ui/bytes'
import { Icon, type IconName } from '../../ui/Icon'
import { Preview } from '../../ui/Preview'
import { useTrouble } from '../../ui/useTrouble'

const Versions = lazy(() => import('../files/Versions'))

export interface ArtifactView {
  id: string
  name?: string
  contentType: string
  bytes: number
  width?: number
  height?: number
  version?: number
  /** Absent: one's own. */
  role?: 'owner' | 'editor' | 'viewer'
  /** Absent: it is not in the trash. */
  trashedAt?: string
}

/** ArtifactCard shows a file by its preview, downloads it, and shows what it was before. */
export function ArtifactCard({ artifact: a }: { artifact: ArtifactView }) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  const name = a.name || t('untitled')
  const [round, setRound] = useState(0) // how often an earlier version was put back here
  const [choosing, setChoosing] = useState(false)
  const picture = usePicture(a.contentType.startsWith('image/') ? a.id : undefined, round + (a.version ?? 0))
  const size = bytes(a.bytes, i18n.language)
  return (
    <figure className="overflow-hidden rounded-xl border border-line bg-panel">
      <Preview picture={picture} name={name} />
      <figcaption className="flex items-center p-3 text-sm">
        <span className="mr-2 min-w-0 flex-1">
          <span className="block truncate font-medium">{name}</span>
          <span className="text-xs text-muted">
            {a.width && a.height ? `${a.width}×${a.height} · ` : ''}
            {size}
          </span>
        </span>
        {!a.trashedAt && <Command icon="history" label={t('versions.open', { name })} onClick={() => setChoosing(true)} />}
        <Command icon="download" label={t('download', { name })} onClick={() => download(a.id, name).catch(trouble)} />
      </figcaption>
      {choosing && (
        <OnDemand>
          <Versions
            artifactId={a.id}
            name={name}
            mayRestore={a.role !== 'viewer'}
            onRestored={() => setRound(round + 1)}
            onClose={() => setChoosing(false)}
          />
        </OnDemand>
      )}
    </figure>
  )
}

function Command({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" aria-label={label} title={label} className="rounded-lg p-2 hover:bg-raised" onClick={onClick}>
      <Icon name={icon} />
    </button>
  )
}
