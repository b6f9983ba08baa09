/** Reads a tar stream as its bytes pass. */
package org.kaappliance.clientkit.tar;
