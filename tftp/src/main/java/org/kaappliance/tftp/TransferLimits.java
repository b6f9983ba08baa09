package org.kaappliance.tftp;

/**
 * How many transfers run at once. Requests beyond are dropped, and the client asks again.
 *
 * @param transfers in all, 1 or more
 * @param transfersPerAddress for one client address, 1 or more; a rack behind one router (NAT) is one address
 */
public record TransferLimits(int transfers, int transfersPerAddress) {
    public TransferLimits {
        if (transfers < 1 || transfersPerAddress < 1) {
            throw new IllegalArgumentException(
                    "limits are 1 or more, got " + transfers + " and " + transfersPerAddress);
        }
    }
}
