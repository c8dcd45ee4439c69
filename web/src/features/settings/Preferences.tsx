import { useTranslation } from 'react-i18next'
import type { IdentityPreferences, IdentityPreferencesPatch } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import { Failure, Skeleton } from '../../ui/States'
import { useTrouble } from '../../ui/useTrouble'
import { localesWith, sample } from './locales'
import { Part } from './Part'
import { useChangePreferences, usePreferences } from './preferences'
import { Radios } from './Radios'

interface ChoiceProps {
  preferences: IdentityPreferences
  onChange: (patch: IdentityPreferencesPatch) => void
}

/** Preferences go with the account: they are the same in every browser. */
export function Preferences() {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const trouble = useTrouble()
  const change = useChangePreferences()
  const { data, error, refetch } = usePreferences()
  const save = (patch: IdentityPreferencesPatch) => {
    change(patch).then(() => dispatch(notify({ tone: 'good', text: t('settings.saved') })), trouble)
  }
  return (
    <Part title={t('settings.preferences')}>
      {data ? (
        <>
          <Region preferences={data} onChange={save} />
          <Units preferences={data} onChange={save} />
          <Mails preferences={data} onChange={save} />
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Skeleton />
      )}
    </Part>
  )
}

function Region({ preferences: p, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  return (
    <label className="block text-sm">
      <span className="mb-1 block font-medium">{t('settings.region')}</span>
      <select
        value={p.locale}
        onChange={(e) => onChange({ locale: e.target.value })}
        aria-describedby="region-sample"
        className="w-full rounded-lg border border-line bg-panel px-3 py-2"
      >
        {localesWith(p.locale, 'en').map(({ locale, name }) => (
          <option key={locale} value={locale}>
            {name}
          </option>
        ))}
      </select>
      <span id="region-sample" className="mt-1 block text-xs text-muted">
        {t('settings.regionHint', { sample: sample(p.locale) })}
      </span>
    </label>
  )
}

function Units({ preferences: p, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  return (
    <div>
      <p className="mb-1 text-sm font-medium">{t('settings.units')}</p>
      <Radios
        label={t('settings.units')}
        value={p.units}
        options={{ metric: t('settings.metric'), imperial: t('settings.imperial') }}
        onChange={(units) => onChange({ units })}
      />
    </div>
  )
}

const kinds = ['jobs', 'shares', 'news'] as const

/** Mails are what the account is told of. */
function Mails({ preferences: p, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="space-y-2 text-sm">
      <legend className="mb-1 font-medium">{t('settings.notifications')}</legend>
      {kinds.map((kind) => (
        <label key={kind} className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={p.notifications[kind]}
            onChange={(e) => onChange({ notifications: { [kind]: e.target.checked } })}
            className="size-4 accent-[var(--accent)]"
          />
          {t(`settings.notify.${kind}`)}
        </label>
      ))}
    </fieldset>
  )
}
