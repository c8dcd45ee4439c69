/** What files are not taken, whatever is tried: said before anything is sent where that can be known. */
import i18next from 'i18next'
import type { Trouble } from '../../api/problem'
import { bytes } from '../../ui/bytes'

/** The most bytes of a file: artifact.begin_upload's limit. */
const mostBytes = 5 * 2 ** 30

/** unfit says what is wrong with the size of a file. */
export function unfit(f: Pick<File, 'size'>): Trouble | undefined {
  const { language, t } = i18next
  if (f.size === 0) return { code: 'empty_file', message: t('files.emptyFile'), fields: [] }
  if (f.size <= mostBytes) return undefined
  const sizes = { size: bytes(f.size, language), most: bytes(mostBytes, language) }
  return { code: 'too_large', message: t('files.tooLarge', sizes), fields: [] }
}

const hopeless = ['empty_file', 'too_large', 'unsupported_file']

/** mayTryAgain reports whether the same file could be taken another time. */
export const mayTryAgain = (trouble: Trouble) => !hopeless.includes(trouble.code)
