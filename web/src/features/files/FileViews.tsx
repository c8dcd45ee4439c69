import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Artifact, useArtifactUpdateMutation } from '../../api'
import { download } from '../../api/content'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { useTrouble } from '../../ui/useTrouble'
import { ArtifactCard } from '../dashboard/ArtifactCard'
import { ShareDialog } from '../share/ShareDialog'

interface FileProps {
  file: Artifact
  place: 'library' | 'shared' | 'trash'
  chosen: boolean
  onChoose: () => void
}

export function FileCard(p: FileProps) {
  return (
    <li className={`rounded-xl ${p.chosen ? 'outline-2 outline-accent' : ''}`}>
      <ArtifactCard artifact={p.file} />
      <div className="flex items-center gap-1 px-1 pt-1">
        <Check {...p} />
        <Commands {...p} />
      </div>
    </li>
  )
}

export function FileRow(p: FileProps) {
  const { t, i18n } = useTranslation()
  const trouble = useTrouble()
  return (
    <li className="flex items-center gap-2 px-3 py-1.5 text-sm">
      <Check {...p} />
      <span className="min-w-0 flex-1 truncate">{p.file.name}</span>
      <span className="hidden text-xs text-muted sm:inline">{new Date(p.file.updatedAt).toLocaleDateString(i18n.language)}</span>
      <Button look="ghost" label={t('download', { name: p.file.name })} onClick={() => download(p.file.id, p.file.name).catch(trouble)}>
        <Icon name="download" />
      </Button>
      <Commands {...p} />
    </li>
  )
}

function Check({ file, place, chosen, onChoose }: FileProps) {
  const { t } = useTranslation()
  if (place === 'shared') return null
  return (
    <input
      type="checkbox"
      aria-label={t('files.choose', { name: file.name })}
      checked={chosen}
      onChange={onChoose}
      className="size-5 accent-[var(--accent)]"
    />
  )
}

/** Commands are what the owner does with one file: give it another name, share it. */
function Commands({ file, place }: FileProps) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const [sharing, setSharing] = useState(false)
  const [update] = useArtifactUpdateMutation()
  if (place !== 'library') return null
  const rename = async () => {
    const name = prompt(t('files.newName'), file.name)
    if (!name || name === file.name) return
    const { error } = await update({ artifactId: file.id, artifactFilePatch: { name } })
    if (error) trouble(error)
  }
  return (
    <>
      <Button look="ghost" label={t('files.rename', { name: file.name })} onClick={() => void rename()}>
        <Icon name="text" />
      </Button>
      <Button look="ghost" label={t('files.share', { name: file.name })} onClick={() => setSharing(true)}>
        <Icon name="link" />
      </Button>
      {sharing && <ShareDialog kind="artifact" id={file.id} onClose={() => setSharing(false)} />}
    </>
  )
}
