import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ThemeButton } from '../../app/ThemeButton'
import { buttonClass } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'

const points: Array<{ icon: IconName; name: 'chat' | 'live' | 'own' }> = [
  { icon: 'chat', name: 'chat' },
  { icon: 'people', name: 'live' },
  { icon: 'history', name: 'own' },
]

export function Landing() {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-full flex-col">
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between p-4">
        <span className="flex items-center gap-2 font-semibold">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          {t('product')}
        </span>
        <nav aria-label={t('nav.main')} className="flex items-center gap-2">
          <ThemeButton />
          <Link to="/sign-in" className={buttonClass('ghost')}>
            {t('signIn.title')}
          </Link>
        </nav>
      </header>
      <main className="mx-auto grid w-full max-w-6xl flex-1 content-center gap-12 p-6 lg:grid-cols-2">
        <div className="self-center">
          <h1 className="text-4xl leading-tight font-bold tracking-tight sm:text-5xl">{t('landing.title')}</h1>
          <p className="mt-5 max-w-xl text-lg text-muted">{t('landing.text')}</p>
          <div className="mt-8 flex flex-wrap gap-3">
            <Link to="/sign-up" className={buttonClass('primary')}>
              {t('landing.start')}
            </Link>
          </div>
        </div>
        <Example />
        <ul className="grid gap-4 sm:grid-cols-3 lg:col-span-2">
          {points.map((p) => (
            <li key={p.name} className="rounded-2xl border border-line bg-panel p-5">
              <span className="text-accent">
                <Icon name={p.icon} size={22} />
              </span>
              <h2 className="mt-3 font-semibold">{t(`landing.${p.name}.title`)}</h2>
              <p className="mt-1 text-sm text-muted">{t(`landing.${p.name}.text`)}</p>
            </li>
          ))}
        </ul>
      </main>
    </div>
  )
}

/** Example shows what a sentence becomes; drawn, not a picture that could be out of date. */
function Example() {
  const { t } = useTranslation()
  return (
    <div aria-hidden="true" className="rounded-2xl border border-line bg-panel p-5 shadow-xl">
      <p className="ml-auto w-fit max-w-[85%] rounded-2xl rounded-br-md bg-accent px-4 py-2 text-sm text-accent-text">
        {t('landing.example.ask')}
      </p>
      <p className="mt-4 mb-3 text-sm text-muted">{t('landing.example.done')}</p>
      <svg viewBox="0 0 600 315" className="w-full rounded-xl" role="presentation">
        <rect width="600" height="315" fill="#000080" />
        <text x="300" y="178" textAnchor="middle" fill="#fff" fontSize="64" fontWeight="700" fontFamily="Go, sans-serif">
          {t('landing.example.title')}
        </text>
      </svg>
    </div>
  )
}
