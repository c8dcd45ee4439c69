import { useTranslation } from 'react-i18next'
import { useIdentityResetPasswordMutation } from '../../api'
import { Form } from '../../ui/Form'
import { useAccountFields } from '../../ui/useAccountFields'
import { Done, Frame } from './Frame'

export default function Reset() {
  const { t } = useTranslation()
  const { token, newPassword } = useAccountFields()
  const [reset, call] = useIdentityResetPasswordMutation()
  return (
    <Frame title={t('reset.title')}>
      {call.isSuccess ? (
        <Done text={t('reset.done')} to="/sign-in" label={t('signIn.title')} />
      ) : (
        <Form
          fields={[token, newPassword]}
          submit={t('reset.submit')}
          call={call}
          onSubmit={(v) => reset({ identityPasswordReset: { ...v, token: v.token.trim() } })}
        />
      )}
    </Frame>
  )
}
