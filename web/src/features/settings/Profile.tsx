import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useIdentityGetMeQuery, useIdentityUpdateMeMutation } from '../../api'
import { notify } from '../../app/notices'
import { useAppDispatch, useAppSelector } from '../../app/store'
import { signedIn } from '../../app/user'
import { Form } from '../../ui/Form'
import { useAccountFields } from '../../ui/useAccountFields'
import { Address } from './Address'
import { Part } from './Part'

/** Profile is what an account is called and where its mails go. */
export function Profile() {
  const { t } = useTranslation()
  const dispatch = useAppDispatch()
  const user = useAppSelector((s) => s.user.user)
  const { displayName } = useAccountFields()
  const [update, call] = useIdentityUpdateMeMutation()
  useMeAnew()
  return (
    <Part title={t('settings.profile')}>
      <Form
        fields={[{ ...displayName, initial: user?.displayName }]}
        submit={t('settings.save')}
        call={call}
        onSubmit={async (identityUserPatch) => {
          const { data } = await update({ identityUserPatch })
          if (!data) return
          dispatch(signedIn(data))
          dispatch(notify({ tone: 'good', text: t('settings.saved') }))
        }}
      />
      {user && <Address user={user} />}
    </Part>
  )
}

/** useMeAnew asks who one is: the address may have been confirmed, or changed, elsewhere. */
function useMeAnew() {
  const dispatch = useAppDispatch()
  const { currentData } = useIdentityGetMeQuery({}, { refetchOnMountOrArgChange: true })
  useEffect(() => {
    if (currentData) dispatch(signedIn(currentData))
  }, [dispatch, currentData])
}
