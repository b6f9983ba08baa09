/** What the server is set to, checked and typed. */
package org.kaappliance.dhcp.plan;
