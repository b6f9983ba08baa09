/** DHCP options as the settings name them: their numbers, types and octets. */
package org.kaappliance.dhcp.option;
