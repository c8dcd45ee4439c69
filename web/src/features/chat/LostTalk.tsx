import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { buttonClass } from '../../ui/Button'
import type { Lost } from './slice'
import { Typed } from './Typed'

/** LostTalk is there instead of a conversation that one has no more, or never had. */
export function LostTalk({ sessionId, why }: { sessionId: string; why: Lost }) {
  const { t } = useTranslation()
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto p-6 text-center">
      <div className="w-full max-w-md">
        <div role="alert">
          <h2 className="text-lg font-semibold text-balance">{t(`talk.lost.${why}.title`)}</h2>
          <p className="mt-1 text-sm text-balance text-muted">{t(`talk.lost.${why}.text`)}</p>
        </div>
        <Typed sessionId={sessionId} />
        <Link to="/chat" className={`${buttonClass('primary')} mt-6`}>
          {t('talk.home')}
        </Link>
      </div>
    </div>
  )
}
