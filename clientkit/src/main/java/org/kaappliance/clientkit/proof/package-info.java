/**
 * Proof that the disk holds what the stream said: a manifest that is made while the stream passes, and the comparison with what is read back from
 * the disk.
 */
package org.kaappliance.clientkit.proof;
