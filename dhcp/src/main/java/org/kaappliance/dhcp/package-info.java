/** DHCP server with pools and reservations, the PXE answers, and the boot server on UDP 4011. */
package org.kaappliance.dhcp;
