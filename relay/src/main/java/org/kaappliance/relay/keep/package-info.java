/** What the source keeps of its stream beyond the window, for nodes that come late or come back. Knows no socket and no session. */
package org.kaappliance.relay.keep;
