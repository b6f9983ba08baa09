/** Settings of other programs (ISC dhcpd, the PXE daemon), written as ours. Pure functions from text to text. */
package org.kaappliance.appliance.migrate;
