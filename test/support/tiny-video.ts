import { gunzipSync } from 'node:zlib';

/** Five grey frames of 16 by 16 pixels, H.264 in MP4, as this portal's own encoder writes them. */
const PACKED = [
  'H4sIAAAAAAACA31UQYgcRRStmXVDEMFFc1BZoWz3sODsTPfsZrIONLiuwb0IXsxJbKqrqqc7U9VVW10zOxMRNiIhB88iQYOXHAS9',
  'rEJOgocgHjx6cMWD5iBK0AgeDIiZ/OredWZXk2K6/6tf/7//6/8/jRDCiR3rrFASoTpyEp42GdJA6rUAobm/pVJDhJCQw5ShI2vu',
  'F/DZRjXkftNVO2p1fP8CeuCqw++aNaQP+HXbL2PO/ZcN4qIHx/nfuAsHD0JLnNkC5CIXhZ16ON6FA9/605JlBACW7PjdHdsyeu1G',
  'uVlJmTCHJ8OM8VnLc7BXWyRngjub2tcyyxMAp4ayJJ1Nc4lVZ4vM8GTmGo8MjMAVrl0ubCwA3yhswWZsPndNu08p3J0W0BbIrfta',
  'HF9PTCbwPgOsmzWGHp78hJ7qgfxk/40ru7u7H7muQEpz9drNl/a+rKET6a0f391r/HPnjnN+nCphcipGEKhWBTsVW3NQ6KU/D2MU',
  'tmzCYUbzCJ0sbeFus3r3rNOp7XylWzg4X0ZH94d+JdcicNFjXAf+aBnOLszcGfT1z1y9jz2QD1VTjoeeA3lzwKwbju8lL6Vbz8wO',
  'AgyPIVqL2aJ+mlXTdu1jKp38kJHSuUz6TU8bJbX1up7X8HLeIzYb8mhWWXDOvK4PwHJdeN2g4fUGGSM55VFBieClaidjNgXUaXgp',
  'z3qprXA+kFFiiOTgeLrhJY5gveFJxbio6Hney3Lu8FuQz8nEcBjl+i0JWYL84MT8ZPL+D2d//eLn/a3r7zW+w/vP/n571O6s4RVM',
  'leE46JwGuNUEVeuVV8++vLKGN85twhnjFA42lR4Lnljc9v3Vlbbfdtaptbrbau3s7DTdX0cJkjeV6bUcbzO1UoCN0jZTedHFlMSE',
  'hgGGv0e4ihmPhaL9MOj6XR+TnIhxwUN/tNr1R0GwiiUPUz7CxSAGdAbrYgyu8I4MC4OmD07wwjIbcRY5xgA8IkPyHg+DDqYpFJ5E',
  '4Bpga7gQWQFofbTOqAVAt2XoQwqEXVA5D9tBIwhwQgob6aKfaWdREWzrSCVJwW240sY2NeDhiIRSfZLCJprqCpFRPlX4ODdlDJpJ',
  'Yl0eWW65EQSMQB+LgSHjiMJ4EAt7CiWCLyd0kEVgaIizqRoOxYojPQacsbANmDCi3S3iKM6IiwTDyst77ZQTEwNSmudRT2k4rZQa',
  'XPt8DNyuPhWK4HPmMqc853RgwzUfl7FdQQ0vUnA2NKQmwRI+AJy7PA2Uer3p422Xeug3OwC14yklGYWd5wG4EQ/XcKahJdB+6Bhw',
  '6/jf3Sq0fBt67zqJdmFeH+WX30GPTe7+9e31b/a++u1JN8IbV5bERuvuHyW++uLo7ejSRYdrV4ndaF3arTA9D/jiPfHe7kIOBwAA',
].join('');

/**
 * A video that plays, as long as asked for (but never shorter than it has to be), with `filling` in a box that players
 * skip, so that videos of different jobs differ.
 */
export function tinyVideo(filling: Uint8Array): Uint8Array {
  const video = gunzipSync(Buffer.from(PACKED, 'base64'));
  const head = Buffer.from([0, 0, 0, 0, 0x66, 0x72, 0x65, 0x65]);
  head.writeUInt32BE(head.length + filling.length);
  return Buffer.concat([video, head, filling]);
}
