import { useTranslation } from 'react-i18next'
import { useWords } from '../../ui/useTrouble'
import type { usePreview } from './usePreview'

/** PreviewMark says that the server draws what the browser cannot, or why it does not. */
export function PreviewMark({ picture, trouble }: ReturnType<typeof usePreview>) {
  const { t } = useTranslation()
  const words = useWords()
  const text = picture ? t('preview.shown') : trouble ? t('preview.failed', { why: words(trouble) }) : t('preview.waiting')
  return (
    <p
      role="status"
      className="pointer-events-none absolute top-1 left-1 z-10 max-w-[calc(100%-0.5rem)] rounded-md border border-line bg-panel px-2 py-0.5 text-xs text-muted"
    >
      {text}
    </p>
  )
}
