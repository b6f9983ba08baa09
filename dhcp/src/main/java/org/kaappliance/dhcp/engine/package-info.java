/** Requests go in, effects come out: no socket, no clock, no thread. */
package org.kaappliance.dhcp.engine;
