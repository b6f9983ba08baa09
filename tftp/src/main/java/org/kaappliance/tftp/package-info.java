/** A read-only TFTP server (RFC 1350, 2347, 2348, 2349, 7440) over a virtual tree of content routes. */
package org.kaappliance.tftp;
