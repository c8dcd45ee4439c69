import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { socket } from '../live/hub'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { whyMissing } from './build'
import { Reload } from './Failed'

/**
 * Updated offers to reload when the server has another build than the page, and forces nobody.
 * An update ends all connections: it is asked about whenever there is one again.
 */
export function Updated() {
  const { t } = useTranslation()
  const [updated, setUpdated] = useState(false)
  useEffect(() => {
    let lost = false
    return socket.onStatus((s) => {
      if (s === 'online' && lost) void whyMissing().then((why) => setUpdated(why === 'updated'))
      lost = s !== 'online' && (lost || s === 'waiting')
    })
  }, [])
  if (!updated) return null
  return (
    <div role="status" className="flex items-center justify-center gap-3 border-b border-line bg-accent-soft px-4 py-2 text-sm">
      <p>{t('failed.updated.title')}</p>
      <Reload />
      <Button look="ghost" label={t('close')} onClick={() => setUpdated(false)}>
        <Icon name="close" size={16} />
      </Button>
    </div>
  )
}
