import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation } from 'react-router'
import { useDocumentAcceptShareMutation } from '../../api'
import { Waiting } from '../../app/Gates'
import { Failure } from '../../ui/States'

/** OpenLink accepts a link to a document; its token is in the address's fragment, which is sent nowhere. */
export default function OpenLink() {
  const { t } = useTranslation()
  const token = useLocation().hash.slice(1)
  const [accept, { data, error }] = useDocumentAcceptShareMutation()
  useEffect(() => {
    void accept({ shareToken: { token } })
  }, [accept, token])
  if (data) return <Navigate to={`/tools/graphics/${data.id}`} replace />
  if (!error) return <Waiting />
  return (
    <main className="mx-auto max-w-md p-8">
      <h1 className="mb-4 text-xl font-semibold">{t('link.failed')}</h1>
      <Failure error={error} onRetry={() => accept({ shareToken: { token } })} />
    </main>
  )
}
