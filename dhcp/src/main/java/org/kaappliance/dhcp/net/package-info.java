/** Sockets, and carrying effects out. */
package org.kaappliance.dhcp.net;
