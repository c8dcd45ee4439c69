import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ArtifactVersion } from '../../api'
import { useVersionPicture } from '../../api/content'
import { useAppSelector } from '../../app/store'
import { bytes } from '../../ui/bytes'
import { Preview } from '../../ui/Preview'

const mostPreviewBytes = 4_000_000 // of a picture: the server makes small ones of the latest version only

interface VersionRowProps {
  artifactId: string
  version: ArtifactVersion
  latest: boolean
  chosen: boolean
  onChoose: () => void
}

export function VersionRow({ artifactId, version: v, latest, chosen, onChoose }: VersionRowProps) {
  const { t, i18n } = useTranslation()
  const me = useAppSelector((s) => s.user.user?.id)
  const row = useRef<HTMLLIElement>(null)
  const seen = useSeen(row)
  const wanted = seen && v.contentType.startsWith('image/') && v.bytes <= mostPreviewBytes
  const picture = useVersionPicture(artifactId, wanted ? v.version : undefined)
  const date = new Date(v.createdAt).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <li ref={row}>
      <button
        type="button"
        aria-pressed={chosen}
        onClick={onChoose}
        className={`flex w-full items-center gap-3 rounded-lg p-1.5 text-left text-sm ${chosen ? 'bg-accent-soft' : 'hover:bg-raised'}`}
      >
        <span className="w-20 shrink-0 overflow-hidden rounded-md">
          <Preview picture={picture} name="" />
        </span>
        <span className="min-w-0">
          <span className="block font-medium">
            {t('versions.number', { number: v.version })}
            {latest && ` · ${t('versions.latest')}`}
          </span>
          <span className="block text-xs text-muted">
            {date} · {bytes(v.bytes, i18n.language)}
            {v.createdBy && v.createdBy !== me && ` · ${t('versions.other')}`}
          </span>
        </span>
      </button>
    </li>
  )
}

/** useSeen says whether something was in view once. */
function useSeen(what: { current: Element | null }): boolean {
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (!what.current) return
    const watch = new IntersectionObserver(([e]) => e?.isIntersecting && setSeen(true))
    watch.observe(what.current)
    return () => watch.disconnect()
  }, [what])
  return seen
}
