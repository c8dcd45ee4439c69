import { Canvas, type FabricObject, IText } from 'fabric'

/**
 * Sheet is Fabric's canvas that can show a finished picture in place of its objects. They
 * stay there for the hand, and are shown for as long as one is changing any of them.
 */
export class Sheet extends Canvas {
  private picture: CanvasImageSource | null = null
  private touched = false

  constructor(...args: ConstructorParameters<typeof Canvas>) {
    super(...args)
    for (const begin of ['object:moving', 'object:scaling', 'object:rotating', 'text:editing:entered'] as const)
      this.on(begin, () => this.touch(true))
    this.on('mouse:up', () => this.touch(this.writing()))
    this.on('text:editing:exited', () => this.touch(false))
  }

  /** lay shows a picture of all of the canvas, or the objects again. */
  lay(picture: CanvasImageSource | null) {
    if (picture === this.picture) return
    this.picture = picture
    this.requestRenderAll()
  }

  private touch(touched: boolean) {
    if (touched === this.touched) return
    this.touched = touched
    this.requestRenderAll()
  }

  private writing(): boolean {
    const o = this.getActiveObject()
    return o instanceof IText && o.isEditing
  }

  override _renderObjects(ctx: CanvasRenderingContext2D, objects: FabricObject[]) {
    if (!this.picture || this.touched) {
      super._renderObjects(ctx, objects)
      return
    }
    const [width, height] = [this.width / this.getZoom(), this.height / this.getZoom()]
    ctx.clearRect(0, 0, width, height) // the background is in the picture
    ctx.drawImage(this.picture, 0, 0, width, height)
  }
}
