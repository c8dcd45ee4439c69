import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'

const examples = ['banner', 'card', 'post'] as const

/** Hello is what a new conversation begins with: what one may say. */
export function Hello({ onSay }: { onSay: (text: string) => void }) {
  const { t } = useTranslation()
  return (
    <div className="pt-10 text-center">
      <h2 className="text-2xl font-semibold">{t('chat.hello')}</h2>
      <p className="mt-2 text-muted">{t('chat.helloText')}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-2">
        {examples.map((e) => (
          <Button key={e} onClick={() => onSay(t(`chat.examples.${e}`))}>
            {t(`chat.examples.${e}`)}
          </Button>
        ))}
      </div>
    </div>
  )
}
