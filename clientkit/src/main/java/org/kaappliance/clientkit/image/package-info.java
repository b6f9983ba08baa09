/** Partitions that are copied as blocks, the used ones only (docs/adr/012). */
package org.kaappliance.clientkit.image;
