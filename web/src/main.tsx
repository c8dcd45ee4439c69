import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'react-redux'
import { boot } from './app/boot'
import { Pages } from './app/router'
import { store } from './app/store'
import { applyTheme } from './app/theme'
import './i18n'
import './index.css'

applyTheme()
void boot()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Provider store={store}>
        <Pages />
      </Provider>
    </StrictMode>,
  )
}
