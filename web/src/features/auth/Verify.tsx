import { useTranslation } from 'react-i18next'
import { useIdentityConfirmEmailMutation } from '../../api'
import { Form } from '../../ui/Form'
import { useAccountFields } from '../../ui/useAccountFields'
import { Done, Frame } from './Frame'

export default function Verify() {
  const { t } = useTranslation()
  const { token } = useAccountFields()
  const [confirm, call] = useIdentityConfirmEmailMutation()
  return (
    <Frame title={t('verify.title')}>
      {call.isSuccess ? (
        <Done text={t('verify.done')} to="/dashboard" label={t('verify.on')} />
      ) : (
        <Form
          fields={[{ ...token, hint: t('verify.hint') }]}
          submit={t('verify.submit')}
          call={call}
          onSubmit={(v) => confirm({ identityEmailProof: { token: v.token.trim() } })}
        />
      )}
    </Frame>
  )
}
