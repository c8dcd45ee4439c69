import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIdentityChangePasswordMutation } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import { Form } from '../../ui/Form'
import { useAccountFields } from '../../ui/useAccountFields'
import { Appearance } from './Appearance'
import { Part } from './Part'
import { Preferences } from './Preferences'
import { Profile } from './Profile'
import { Sessions } from './Sessions'

export default function Settings() {
  const { t } = useTranslation()
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto max-w-2xl space-y-6 p-4 sm:p-8">
        <h1 className="text-2xl font-semibold">{t('settings.title')}</h1>
        <Profile />
        <Appearance />
        <Preferences />
        <Password />
        <Sessions />
        <Shortcuts />
      </div>
    </main>
  )
}

function Password() {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const { currentPassword, newPassword } = useAccountFields()
  const [changes, setChanges] = useState(0) // each has a form of its own, so that no password stays in one
  const [change, call] = useIdentityChangePasswordMutation()
  return (
    <Part title={t('settings.password')}>
      <Form
        key={changes}
        fields={[currentPassword, newPassword]}
        submit={t('settings.change')}
        call={call}
        onSubmit={async (identityPasswordChange) => {
          const { error } = await change({ identityPasswordChange })
          if (error) return
          setChanges(changes + 1)
          dispatch(notify({ tone: 'good', text: t('settings.changed') }))
        }}
      />
    </Part>
  )
}

const keys = [
  ['Ctrl K', 'palette'],
  ['Enter', 'send'],
  ['Ctrl Z', 'undo'],
  ['Ctrl Shift Z', 'redo'],
  ['Delete', 'delete'],
  ['← ↑ → ↓', 'nudge'],
] as const

function Shortcuts() {
  const { t } = useTranslation()
  return (
    <Part title={t('settings.shortcuts')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
        {keys.map(([key, name]) => (
          <div key={name} className="contents">
            <dt>
              <kbd className="rounded border border-line bg-raised px-2 py-0.5 font-mono text-xs">{key}</kbd>
            </dt>
            <dd>{t(`settings.keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}
