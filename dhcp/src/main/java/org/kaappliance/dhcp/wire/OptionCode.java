package org.kaappliance.dhcp.wire;

/** Numbers of the options that we read or write (RFC 2132 unless another source is named). */
public final class OptionCode {
    public static final int PAD = 0;
    public static final int SUBNET_MASK = 1;
    public static final int ROUTER = 3;
    public static final int DNS_SERVERS = 6;
    public static final int HOST_NAME = 12;
    public static final int DOMAIN_NAME = 15;
    public static final int BROADCAST_ADDRESS = 28;
    public static final int VENDOR_INFORMATION = 43;
    public static final int REQUESTED_ADDRESS = 50;
    public static final int LEASE_TIME = 51;
    public static final int OVERLOAD = 52;
    public static final int MESSAGE_TYPE = 53;
    public static final int SERVER_IDENTIFIER = 54;
    public static final int PARAMETER_REQUEST_LIST = 55;
    public static final int MESSAGE = 56;
    public static final int MAX_MESSAGE_SIZE = 57;
    public static final int RENEWAL_TIME = 58;
    public static final int REBINDING_TIME = 59;
    public static final int VENDOR_CLASS = 60;
    public static final int CLIENT_IDENTIFIER = 61;
    public static final int TFTP_SERVER_NAME = 66;
    public static final int BOOT_FILE_NAME = 67;
    /** RFC 3004; iPXE sends the bare text, without the RFC's length octets. */
    public static final int USER_CLASS = 77;
    /** RFC 3046. */
    public static final int RELAY_AGENT = 82;
    /** RFC 4578. */
    public static final int ARCHITECTURE = 93;
    /** RFC 4578. */
    public static final int MACHINE_IDENTIFIER = 97;
    /** RFC 8925: sent to those who ask for it, and to nobody else. */
    public static final int V6_ONLY_PREFERRED = 108;
    /** Encapsulated options of Etherboot and iPXE. */
    public static final int IPXE = 175;
    /** RFC 5071. */
    public static final int PXELINUX_MAGIC = 208;
    /** RFC 5071. */
    public static final int PXELINUX_CONFIG_FILE = 209;
    /** RFC 5071. */
    public static final int PXELINUX_PATH_PREFIX = 210;
    /** RFC 5071. */
    public static final int PXELINUX_REBOOT_TIME = 211;

    public static final int END = 255;

    private OptionCode() {}
}
