import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import type { CanvasHandle } from './useCanvas'

/** UndoButtons take back what one did oneself, and do it again. */
export function UndoButtons({ canvas: c }: { canvas: CanvasHandle }) {
  const { t } = useTranslation()
  return (
    <>
      <Button look="ghost" label={t('studio.undo')} disabled={!c.editable} onClick={() => void c.undo()}>
        <Icon name="undo" />
      </Button>
      <Button look="ghost" label={t('studio.redo')} disabled={!c.editable} onClick={() => void c.redo()}>
        <Icon name="redo" />
      </Button>
    </>
  )
}
