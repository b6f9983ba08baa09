/** Firmware and what it is told to boot. */
package org.kaappliance.dhcp.boot;
