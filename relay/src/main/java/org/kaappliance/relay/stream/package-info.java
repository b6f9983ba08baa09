/** The stream as one end holds it: the replay window with its readers, blocks, rate. Knows no socket and no session. */
package org.kaappliance.relay.stream;
