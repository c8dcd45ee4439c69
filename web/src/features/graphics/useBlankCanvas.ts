import { useCallback } from 'react'
import { useNavigate } from 'react-router'
import { useGraphicsCreateMutation } from '../../api'
import { useTrouble } from '../../ui/useTrouble'

/** What pages show when a link to them is shared, on most networks. */
const usual = { width: 1200, height: 630, background: 'white' }

/** useBlankCanvas gives the function that makes a canvas and opens it, and whether it is at it. */
export function useBlankCanvas() {
  const navigate = useNavigate()
  const trouble = useTrouble()
  const [create, { isLoading }] = useGraphicsCreateMutation()
  const blank = useCallback(async () => {
    const { data, error } = await create({ graphicsNewCanvas: usual })
    if (data) navigate(`/tools/graphics/${data.id}`)
    else trouble(error)
  }, [create, navigate, trouble])
  return [blank, isLoading] as const
}
