/** Who has which address, and who may have it. */
package org.kaappliance.dhcp.lease;
