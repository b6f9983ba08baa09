/** Partitions that are copied as blocks, the used ones only (docs/adr/017). */
package org.kaappliance.clientkit.image;
