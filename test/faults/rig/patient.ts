/**
 * For a server whose clock runs fast. By that clock every model server would soon be too slow, and on a busy machine answers fail that nothing
 * was done to.
 */
export const patient = {
  INKSTONE_CONNECT_SECONDS: '3600',
  INKSTONE_FIRST_TOKEN_SECONDS: '3600',
  INKSTONE_GAP_SECONDS: '3600',
};
