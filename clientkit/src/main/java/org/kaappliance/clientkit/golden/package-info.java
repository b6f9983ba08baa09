/** The golden side: what a clone shall look like, and the stream of the golden system's files. */
package org.kaappliance.clientkit.golden;
