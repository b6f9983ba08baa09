/**
 * A Linux system that does not run: which distribution it is, what in it belongs to one machine only. Knows files, and neither disks nor the
 * appliance; used where the clone is planned and on the node.
 */
package org.kaappliance.clientkit.system;
