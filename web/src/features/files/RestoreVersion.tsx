import { useTranslation } from 'react-i18next'
import { useArtifactRestoreVersionMutation } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { useTrouble } from '../../ui/useTrouble'

interface RestoreVersionProps {
  artifactId: string
  version: number
  onRestored: () => void
}

/** RestoreVersion makes an earlier version the latest, as a new one: none is lost. */
export function RestoreVersion({ artifactId, version, onRestored }: RestoreVersionProps) {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const dispatch = useAppDispatch()
  const [restore, { isLoading }] = useArtifactRestoreVersionMutation()
  const run = async () => {
    const { error } = await restore({ artifactId, version })
    if (error) return trouble(error)
    dispatch(notify({ tone: 'good', text: t('versions.restored', { number: version }) }))
    onRestored()
  }
  return (
    <Button busy={isLoading} onClick={() => void run()}>
      <Icon name="undo" />
      {t('versions.restore')}
    </Button>
  )
}
