import '../../i18n/sharing'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation } from 'react-router'
import { useDocumentAcceptShareMutation } from '../../api'
import { useChatAcceptShareMutation } from '../../api/sharing'
import { Waiting } from '../../app/Gates'
import { Failure } from '../../ui/States'

/** What links open: how they are accepted, and where that is then. */
const opened = {
  document: { useAccept: useDocumentAcceptShareMutation, at: '/tools/graphics' },
  conversation: { useAccept: useChatAcceptShareMutation, at: '/chat' },
}

/** OpenLink accepts a link; its token is in the address's fragment, which is sent nowhere. */
export default function OpenLink({ to }: { to: keyof typeof opened }) {
  const { t } = useTranslation()
  const token = useLocation().hash.slice(1)
  const { useAccept, at } = opened[to]
  const [accept, { data, error }] = useAccept()
  useEffect(() => {
    void accept({ shareToken: { token } })
  }, [accept, token])
  if (data) return <Navigate to={`${at}/${data.id}`} replace />
  if (!error) return <Waiting />
  return (
    <main className="mx-auto max-w-md p-8">
      <h1 className="mb-4 text-xl font-semibold">{t('link.failed')}</h1>
      <Failure error={error} onRetry={() => accept({ shareToken: { token } })} />
    </main>
  )
}
