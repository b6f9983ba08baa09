/** DHCP messages and their options as octets (RFC 2131, RFC 2132, RFC 3396); knows nothing of who is served. */
package org.kaappliance.dhcp.wire;
