package org.kaappliance.dhcp;

/** Numbers of the options that we read or write (RFC 2132 unless another source is named). */
final class OptionCode {
    static final int PAD = 0;
    static final int SUBNET_MASK = 1;
    static final int ROUTER = 3;
    static final int DNS_SERVERS = 6;
    static final int HOST_NAME = 12;
    static final int DOMAIN_NAME = 15;
    static final int BROADCAST_ADDRESS = 28;
    static final int VENDOR_INFORMATION = 43;
    static final int REQUESTED_ADDRESS = 50;
    static final int LEASE_TIME = 51;
    static final int OVERLOAD = 52;
    static final int MESSAGE_TYPE = 53;
    static final int SERVER_IDENTIFIER = 54;
    static final int MESSAGE = 56;
    static final int MAX_MESSAGE_SIZE = 57;
    static final int RENEWAL_TIME = 58;
    static final int REBINDING_TIME = 59;
    static final int VENDOR_CLASS = 60;
    static final int CLIENT_IDENTIFIER = 61;
    static final int TFTP_SERVER_NAME = 66;
    static final int BOOT_FILE_NAME = 67;
    /** RFC 3004; iPXE sends the bare text, without the RFC's length octets. */
    static final int USER_CLASS = 77;
    /** RFC 3046. */
    static final int RELAY_AGENT = 82;
    /** RFC 4578. */
    static final int ARCHITECTURE = 93;
    /** RFC 4578. */
    static final int MACHINE_IDENTIFIER = 97;
    /** Encapsulated options of Etherboot and iPXE. */
    static final int IPXE = 175;

    static final int END = 255;

    private OptionCode() {}
}
