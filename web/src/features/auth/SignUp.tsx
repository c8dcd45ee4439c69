import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { session, useIdentityRegisterMutation } from '../../api'
import { Form } from '../../ui/Form'
import { useAccountFields } from '../../ui/useAccountFields'
import { Frame, Other } from './Frame'

export default function SignUp() {
  const { t } = useTranslation()
  const { state } = useLocation()
  const { displayName, email, chosenPassword } = useAccountFields()
  const [register, call] = useIdentityRegisterMutation()
  return (
    <Frame title={t('signUp.title')}>
      <Form
        fields={[displayName, email, chosenPassword]}
        submit={t('signUp.submit')}
        call={call}
        onSubmit={async (identityRegistration) => {
          const { data } = await register({ identityRegistration })
          if (data) session.take(data)
        }}
      />
      <Other to="/sign-in" state={state} text={t('signUp.have')} />
    </Frame>
  )
}
