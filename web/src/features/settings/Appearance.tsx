import { useTranslation } from 'react-i18next'
import { chooseTheme, useChosenTheme } from '../../app/theme'
import { useTrouble } from '../../ui/useTrouble'
import { Part } from './Part'
import { useChangePreferences } from './preferences'
import { Radios } from './Radios'

/** Appearance is this browser's theme; another browser, where none was chosen, begins with it. */
export function Appearance() {
  const { t } = useTranslation()
  const trouble = useTrouble()
  const chosen = useChosenTheme()
  const change = useChangePreferences()
  return (
    <Part title={t('settings.theme')}>
      <Radios
        label={t('settings.theme')}
        value={chosen}
        options={{ light: t('settings.themes.light'), dark: t('settings.themes.dark'), system: t('settings.themes.system') }}
        onChange={(theme) => {
          chooseTheme(theme)
          change({ theme }).catch(trouble)
        }}
      />
    </Part>
  )
}
