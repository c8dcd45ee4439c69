import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ArtifactVersion } from '../../api'
import { download, useVersionPicture } from '../../api/content'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Preview } from '../../ui/Preview'
import { useTrouble } from '../../ui/useTrouble'
import { VersionText } from './VersionText'

interface ShownVersionProps {
  artifactId: string
  name: string
  version: ArtifactVersion
  /** Whether a picture has all the room there is. */
  full: boolean
  onFull: (full: boolean) => void
  /** What else can be done with it. */
  children: ReactNode
}

/** ShownVersion is the version that was chosen, as large as there is room. */
export function ShownVersion({ artifactId, name, version: v, full, onFull, children }: ShownVersionProps) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const isPicture = v.contentType.startsWith('image/')
  const picture = useVersionPicture(artifactId, isPicture ? v.version : undefined)
  const number = v.version
  const alt = t('versions.picture', { number, name })
  return (
    <section aria-label={t('versions.number', { number })} className="space-y-3">
      <div className="overflow-hidden rounded-xl border border-line">
        {v.contentType.startsWith('text/') ? (
          <VersionText artifactId={artifactId} version={v} />
        ) : full && picture ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard, too
          <div tabIndex={0} className="max-h-[60vh] overflow-auto bg-raised">
            <img src={picture} alt={alt} className="mx-auto max-w-none" />
          </div>
        ) : (
          <Preview picture={picture} name={alt} />
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => download(artifactId, name, number).catch(trouble)}>
          <Icon name="download" />
          {t('versions.download', { number })}
        </Button>
        {picture && (
          <Button aria-pressed={full} onClick={() => onFull(!full)}>
            <Icon name="eye" />
            {t('versions.view')}
          </Button>
        )}
        {children}
      </div>
    </section>
  )
}
