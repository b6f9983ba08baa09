/** How the ends of a keyed session prove themselves and seal what they say, as {@code docs/wire.md} specifies it; pure. */
package org.kaappliance.relay.seal;
