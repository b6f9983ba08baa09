/** The messages of our own wire and their bytes, as {@code docs/wire.md} specifies them; pure. */
package org.kaappliance.relay.wire;
