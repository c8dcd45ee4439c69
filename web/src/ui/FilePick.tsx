import { type ReactNode, useRef } from 'react'
import { Button } from './Button'
import { Icon } from './Icon'

interface FilePickProps {
  onFiles: (files: FileList) => void
  /** Content types, if not all are wanted. */
  accept?: readonly string[]
  /** Names the field for tests, which no person sees. */
  testId: string
  children: ReactNode
}

/** FilePick is a button by which one chooses files of this device. */
export function FilePick({ onFiles, accept, testId, children }: FilePickProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button onClick={() => input.current?.click()}>
        <Icon name="plus" />
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept?.join()}
        data-testid={testId}
        onChange={(e) => {
          if (e.target.files) onFiles(e.target.files)
          e.target.value = '' // the same file may be chosen again
        }}
      />
    </>
  )
}
