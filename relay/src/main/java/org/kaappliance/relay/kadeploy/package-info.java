/** The wire of Ka-deploy 0.6, both ends: codec, engines that know no socket, and the threads that carry out what those decide. */
package org.kaappliance.relay.kadeploy;
