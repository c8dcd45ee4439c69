/** What an account prefers, wherever it is signed in. */
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type IdentityPreferencesPatch, useIdentityGetPreferencesQuery } from '../../api'
import { type Dispatch, useAppDispatch } from '../../app/store'
import { chooseThemeIfNone } from '../../app/theme'
import { withPatch } from './patch'

const asked = {} // the query's arguments, the same for all who ask

export const usePreferences = () => useIdentityGetPreferencesQuery(asked)

/** change shows a change at once, and takes it back if the server refuses it. */
async function change(dispatch: Dispatch, patch: IdentityPreferencesPatch) {
  const shown = dispatch(api.util.updateQueryData('identityGetPreferences', asked, (p) => withPatch(p, patch)))
  try {
    const now = await dispatch(api.endpoints.identityUpdatePreferences.initiate({ identityPreferencesPatch: patch })).unwrap()
    dispatch(api.util.updateQueryData('identityGetPreferences', asked, (p) => (now.revision > p.revision ? now : p)))
  } catch (e) {
    shown.undo()
    throw e
  }
}

export function useChangePreferences() {
  const dispatch = useAppDispatch()
  return useCallback((patch: IdentityPreferencesPatch) => change(dispatch, patch), [dispatch])
}

/** useAccountPreferences has the app be as the account prefers it: dates, numbers, the theme where none was chosen. */
export function useAccountPreferences() {
  const { i18n } = useTranslation()
  const { data } = usePreferences()
  const locale = data?.locale
  const theme = data?.theme
  useEffect(() => {
    if (locale) void i18n.changeLanguage(locale)
    return () => void i18n.changeLanguage('en')
  }, [i18n, locale])
  useEffect(() => {
    if (theme) chooseThemeIfNone(theme)
  }, [theme])
}
