import { useTranslation } from 'react-i18next'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { chooseTheme, useTheme } from './theme'

export function ThemeButton() {
  const { t } = useTranslation()
  const dark = useTheme() === 'dark'
  return (
    <Button look="ghost" label={t(dark ? 'theme.light' : 'theme.dark')} onClick={() => chooseTheme(dark ? 'light' : 'dark')}>
      <Icon name={dark ? 'sun' : 'moon'} />
    </Button>
  )
}
