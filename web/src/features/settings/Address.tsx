import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type IdentityUser, useIdentityChangeEmailMutation, useIdentityResendVerificationMutation } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch } from '../../app/store'
import { Button, buttonClass } from '../../ui/Button'
import { Form } from '../../ui/Form'
import { useAccountFields } from '../../ui/useAccountFields'
import { useTrouble } from '../../ui/useTrouble'

/** Address is where the account's mails go: whether it is confirmed, and how it becomes another. */
export function Address({ user }: { user: IdentityUser }) {
  const { t } = useTranslation()
  const [changing, setChanging] = useState(false)
  return (
    <div className="space-y-3 text-sm">
      <p>
        {t('settings.address')}: <b className="break-words">{user.email}</b>,{' '}
        {t(user.emailVerified ? 'settings.verified' : 'settings.unverified')}
      </p>
      {!changing && (
        <div className="flex flex-wrap items-center gap-3">
          <Button onClick={() => setChanging(true)}>{t('settings.otherAddress')}</Button>
          {!user.emailVerified && <Unconfirmed />}
        </div>
      )}
      {changing && <Change onEnd={() => setChanging(false)} />}
    </div>
  )
}

function Unconfirmed() {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const trouble = useTrouble()
  const [resend, { isLoading }] = useIdentityResendVerificationMutation()
  const again = async () => {
    const { error } = await resend()
    if (error) trouble(error)
    else dispatch(notify({ tone: 'good', text: t('settings.resent') }))
  }
  return (
    <>
      <Button busy={isLoading} onClick={() => void again()}>
        {t('settings.resend')}
      </Button>
      <Link className="text-accent underline" to="/verify">
        {t('settings.verify')}
      </Link>
    </>
  )
}

/** Change asks for another address; the account has it when the code of the mail that goes there is entered. */
function Change({ onEnd }: { onEnd: () => void }) {
  const { t } = useTranslation()
  const { newEmail, password } = useAccountFields()
  const [change, call] = useIdentityChangeEmailMutation()
  const to = call.originalArgs?.identityEmailChange.newEmail
  if (call.isSuccess) {
    return (
      <div role="status" className="space-y-3">
        <p>{t('settings.addressSent', { address: to })}</p>
        <Link className={buttonClass('primary')} to="/verify">
          {t('settings.verify')}
        </Link>
      </div>
    )
  }
  return (
    <div className="space-y-3 rounded-xl border border-line p-4">
      <Form
        fields={[newEmail, password]}
        submit={t('settings.moveAddress')}
        call={call}
        onSubmit={(identityEmailChange) => change({ identityEmailChange })}
      />
      <Button look="ghost" className="w-full" onClick={onEnd}>
        {t('settings.keepAddress')}
      </Button>
    </div>
  )
}
