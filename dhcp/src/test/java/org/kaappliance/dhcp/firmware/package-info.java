/** What firmware makes of our answers, written from its documented behaviour. */
package org.kaappliance.dhcp.firmware;
