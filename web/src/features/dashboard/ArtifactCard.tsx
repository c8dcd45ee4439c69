import { useTranslation } from 'react-i18next'
import { download, usePicture } from '../../api/content'
import { bytes } from '../../ui/bytes'
import { Icon } from '../../ui/Icon'
import { useTrouble } from '../../ui/useTrouble'

export interface ArtifactView {
  id: string
  name?: string
  contentType: string
  bytes: number
  width?: number
  height?: number
}

/** ArtifactCard shows a file by its preview, and downloads it. */
export function ArtifactCard({ artifact: a }: { artifact: ArtifactView }) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  const name = a.name || t('untitled')
  const picture = usePicture(a.contentType.startsWith('image/') ? a.id : undefined)
  const size = bytes(a.bytes, i18n.language)
  return (
    <figure className="overflow-hidden rounded-xl border border-line bg-panel">
      <div className="grid aspect-video place-items-center bg-raised">
        {picture ? <img src={picture} alt={name} className="max-h-full max-w-full object-contain" /> : <Icon name="image" size={28} />}
      </div>
      <figcaption className="flex items-center gap-2 p-3 text-sm">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{name}</span>
          <span className="text-xs text-muted">
            {a.width && a.height ? `${a.width}×${a.height} · ` : ''}
            {size}
          </span>
        </span>
        <button
          type="button"
          aria-label={t('download', { name })}
          title={t('download', { name })}
          className="rounded-lg p-2 hover:bg-raised"
          onClick={() => download(a.id, name).catch(trouble)}
        >
          <Icon name="download" />
        </button>
      </figcaption>
    </figure>
  )
}
