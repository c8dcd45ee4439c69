import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ArtifactVersion, useArtifactListVersionsQuery } from '../../api'
import { Dialog } from '../../ui/Dialog'
import { Pages } from '../../ui/Pages'
import { RestoreVersion } from './RestoreVersion'
import { ShownVersion } from './ShownVersion'
import { VersionRow } from './VersionRow'

interface VersionsProps {
  artifactId: string
  name: string
  mayRestore: boolean
  onRestored: () => void
  onClose: () => void
}

const useVersions = (artifactId: string, cursor?: string) => useArtifactListVersionsQuery({ artifactId, cursor })

/** Versions shows what a file was at other times: to look at, to download, to have it back. */
export default function Versions({ artifactId, name, mayRestore, onRestored, onClose }: VersionsProps) {
  const { t } = useTranslation()
  const latest = useVersions(artifactId).data?.items[0]
  const [chosen, setChosen] = useState<ArtifactVersion>()
  const shown = chosen ?? latest
  const [full, setFull] = useState(false)
  return (
    <Dialog title={t('versions.title', { name })} wide={full} onClose={onClose}>
      <div className="space-y-4">
        {shown && (
          <ShownVersion key={shown.version} artifactId={artifactId} name={name} version={shown} full={full} onFull={setFull}>
            {mayRestore && shown.version !== latest?.version && (
              <RestoreVersion
                artifactId={artifactId}
                version={shown.version}
                onRestored={() => {
                  setChosen(undefined)
                  onRestored()
                }}
              />
            )}
          </ShownVersion>
        )}
        <Pages className="max-h-[40vh] space-y-1 overflow-y-auto" usePage={useVersions} query={artifactId} nothing={null}>
          {(versions) =>
            versions.map((v) => (
              <VersionRow
                key={v.version}
                artifactId={artifactId}
                version={v}
                latest={v.version === latest?.version}
                chosen={v.version === shown?.version}
                onChoose={() => setChosen(v)}
              />
            ))
          }
        </Pages>
      </div>
    </Dialog>
  )
}
