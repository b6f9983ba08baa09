/** The replication engine: discovery, sessions, the chain, its repair, and the stream, both ends. */
package org.kaappliance.relay;
