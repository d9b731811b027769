// Which drawing this machine does well. A WebGL that the processor imitates is many times slower
// than Canvas 2D, and says by its name that it is one.

const SOFTWARE = /swiftshader|llvmpipe|software|softpipe|basic render/i;

export function hasGraphicsProcessor(): boolean {
  const gl = document
    .createElement('canvas')
    .getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' && !SOFTWARE.test(name);
}
