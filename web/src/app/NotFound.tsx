import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { buttonClass } from '../ui/Button'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <main className="grid h-full place-items-center p-6 text-center">
      <div>
        <h1 className="text-2xl font-semibold">{t('notFound.title')}</h1>
        <p className="mt-2 mb-6 text-muted">{t('notFound.text')}</p>
        <Link to="/" className={buttonClass('primary')}>
          {t('notFound.home')}
        </Link>
      </div>
    </main>
  )
}
