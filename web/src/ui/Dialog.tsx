import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'
import { Icon } from './Icon'
import { useModal } from './useModal'

interface DialogProps {
  title: string
  /** For what needs all the room there is. */
  wide?: boolean
  onClose: () => void
  children: ReactNode
}

/** Dialog is a modal one; Escape and a click beside it close it. */
export function Dialog({ title, wide = false, onClose, children }: DialogProps) {
  const { t } = useTranslation()
  const modal = useModal(onClose)
  return (
    <dialog
      {...modal}
      aria-label={title}
      className={`m-auto ${wide ? 'w-[calc(100vw-2rem)]' : 'w-[min(32rem,calc(100vw-2rem))]'} rounded-2xl border border-line bg-panel p-0 text-text shadow-2xl`}
    >
      <div className="p-5">
        <div className="mb-4 flex items-center justify-between gap-4">
          <h2 className="text-lg font-semibold">{title}</h2>
          <Button look="ghost" label={t('close')} onClick={onClose}>
            <Icon name="close" />
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  )
}
