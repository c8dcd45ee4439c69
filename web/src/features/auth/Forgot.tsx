import { useTranslation } from 'react-i18next'
import { useIdentityForgotPasswordMutation } from '../../api'
import { Form } from '../../ui/Form'
import { useAccountFields } from '../../ui/useAccountFields'
import { Done, Frame } from './Frame'

export default function Forgot() {
  const { t } = useTranslation()
  const { email } = useAccountFields()
  const [ask, call] = useIdentityForgotPasswordMutation()
  return (
    <Frame title={t('forgot.title')}>
      {call.isSuccess ? (
        <Done text={t('forgot.sent')} to="/reset" label={t('forgot.code')} />
      ) : (
        <Form fields={[email]} submit={t('forgot.submit')} call={call} onSubmit={(identityForgotten) => ask({ identityForgotten })} />
      )}
    </Frame>
  )
}
