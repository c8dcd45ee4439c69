import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { session, useIdentityLoginMutation } from '../../api'
import { Form } from '../../ui/Form'
import { useAccountFields } from '../../ui/useAccountFields'
import { Frame, Other } from './Frame'

export default function SignIn() {
  const { t } = useTranslation()
  const { state } = useLocation()
  const { email, password } = useAccountFields()
  const [login, call] = useIdentityLoginMutation()
  return (
    <Frame title={t('signIn.title')}>
      <Form
        fields={[email, password]}
        submit={t('signIn.submit')}
        call={call}
        onSubmit={async (identityCredentials) => {
          const { data } = await login({ identityCredentials })
          if (data) session.take(data)
        }}
      />
      <div className="flex justify-between">
        <Other to="/forgot" text={t('signIn.forgot')} />
        <Other to="/sign-up" state={state} text={t('signIn.none')} />
      </div>
    </Frame>
  )
}
