import { useTranslation } from 'react-i18next'

/** useAccountFields gives the fields that forms about accounts are made of. */
export function useAccountFields() {
  const { t } = useTranslation()
  return {
    displayName: { name: 'displayName', label: t('name'), autoComplete: 'name', hint: t('nameHint') },
    email: { name: 'email', label: t('email'), type: 'email', autoComplete: 'username' },
    newEmail: { name: 'newEmail', label: t('newEmail'), type: 'email', autoComplete: 'email' },
    password: { name: 'password', label: t('password'), type: 'password', autoComplete: 'current-password' },
    chosenPassword: { name: 'password', label: t('password'), type: 'password', autoComplete: 'new-password', hint: t('passwordHint') },
    currentPassword: { name: 'currentPassword', label: t('currentPassword'), type: 'password', autoComplete: 'current-password' },
    newPassword: { name: 'newPassword', label: t('newPassword'), type: 'password', autoComplete: 'new-password', hint: t('passwordHint') },
    token: { name: 'token', label: t('code'), autoComplete: 'one-time-code', initial: location.hash.slice(1) },
  } as const
}
