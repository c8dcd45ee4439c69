import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ArtifactVersion } from '../../api'
import { contentOf } from '../../api/content'
import { Failure } from '../../ui/States'

const mostBytes = 2_000_000 // that are fetched to be looked at
const mostShown = 20_000 // bytes: some hundred lines

/** VersionText shows how a text began at some time. */
export function VersionText({ artifactId, version: v }: { artifactId: string; version: ArtifactVersion }) {
  const { t } = useTranslation()
  const [text, setText] = useState<string>()
  const [error, setError] = useState<unknown>()
  const large = v.bytes > mostBytes
  useEffect(() => {
    if (large) return
    contentOf(artifactId, v.version)
      .then((blob) => blob.slice(0, mostShown).text())
      .then(setText, setError)
  }, [artifactId, v.version, large])
  if (error) return <Failure error={error} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard, too
    <pre tabIndex={0} className="max-h-[35vh] min-h-20 overflow-auto bg-raised p-3 text-xs whitespace-pre-wrap">
      {large ? t('versions.large') : text}
    </pre>
  )
}
