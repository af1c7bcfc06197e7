import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What global unicast addresses of IPv6 begin with; nothing else of it is routed in public. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** The prefix behind which translators show IPv4 hosts to networks that have only IPv6 (RFC 6052). */
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];
/** The middle of the interface ids of ISATAP, which carry an IPv4 address behind it. */
const ISATAP = 0x5efe;

/**
 * Whether an address belongs to a host of the public internet: not to this machine, its networks or a cloud's
 * metadata service, also where such an address hides inside one of IPv6. What cannot be read is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  // ::ffff:a.b.c.d and the older ::a.b.c.d reach, if anything, the IPv4 host itself.
  if (address.isIPv4MappedAddress()) return isPublicAddress(address.toIPv4Address().toString());
  if (address.match(NAT64)) return isPublicAddress(address.toByteArray().slice(12).join('.'));
  return address.range() === 'unicast' && address.match(GLOBAL_UNICAST) && address.parts[5] !== ISATAP;
}
