package org.kaappliance.tftp;

/** How bytes travel (RFC 1350 section 1). "mail" is obsolete and refused. */
enum TransferMode {
    OCTET,
    NETASCII
}
