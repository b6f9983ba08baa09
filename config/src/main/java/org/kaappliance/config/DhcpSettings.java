package org.kaappliance.config;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code dhcp} of the settings. What each key means stands in {@code reference.conf}. Names of options, firmware
 * and classes are text here: the {@code dhcp} module knows which there are.
 *
 * @param interfaces further interfaces, besides {@code interface}
 * @param pool of the main interface's subnet; empty means derived from it, see {@link NetworkPlan}
 * @param terms what every client is told, unless a closer level says otherwise; lease times are present
 * @param nulTerminatedNames options 66 and 67 end with a NUL that is counted
 * @param bootPrograms kind of firmware to {@code auto}, the word of a program, a file name in the TFTP tree, a URL, or {@code
 *     none}
 */
public record DhcpSettings(
        Mode mode,
        List<String> interfaces,
        Optional<AddressRange> pool,
        DhcpTerms terms,
        Duration offerHold,
        boolean authoritative,
        UnknownMachines unknownMachines,
        boolean nulTerminatedNames,
        Map<String, String> bootPrograms,
        List<Subnet> subnets,
        List<ClientClass> classes,
        PxeMenu pxeMenu,
        Guard guard) {

    /** Who gives addresses on the segment. */
    public enum Mode {
        /** Found out at start: this appliance, or whoever else is there. */
        AUTO,
        /** This appliance. */
        SERVER,
        /** Somebody else; this appliance answers beside it and names the boot program. */
        PROXY,
        /** Somebody else: UDP port 67 stays free, only the boot server on 4011 answers. */
        OFF
    }

    /** What a machine gets that is not listed in {@code machines}, or one of a class with a policy of its own. */
    public enum UnknownMachines {
        /** An address and a boot program (whose menu never clones for an unknown machine). */
        BOOT,
        /** An address, no boot program. */
        ADDRESS,
        /** No answer at all. */
        SILENCE
    }

    /**
     * A subnet that addresses are given in.
     *
     * @param origin where it stands in the settings
     */
    public record Subnet(String origin, Ipv4Subnet subnet, List<Pool> pools, DhcpTerms terms) {}

    /**
     * Addresses to give away.
     *
     * @param classes names of the classes that may have one; empty means everybody
     */
    public record Pool(String origin, AddressRange range, List<String> classes, DhcpTerms terms) {}

    /**
     * Clients that are alike. A client belongs to the class when everything that is named matches.
     *
     * @param vendorClass beginning of option 60; empty text matches any
     * @param userClass part of option 77; empty text matches any
     * @param macPrefixes beginnings of hardware addresses, e.g. {@code b8:27:eb}; empty matches any
     * @param firmware kinds of firmware as in {@code boot-programs}; empty matches any
     * @param policy empty means that of the machine
     * @param replyDelay before an answer is sent; 0 means at once
     */
    public record ClientClass(
            String origin,
            String name,
            String vendorClass,
            String userClass,
            List<String> macPrefixes,
            List<String> firmware,
            Optional<UnknownMachines> policy,
            Duration replyDelay,
            DhcpTerms terms) {}

    /**
     * The boot menu of the PXE ROM itself (PXE 2.1 section 2.2.2); without services none is sent.
     *
     * @param timeout how long the prompt waits
     * @param multicastGroup where requests for a boot server are heard; empty means nowhere
     */
    public record PxeMenu(
            String prompt, Duration timeout, List<PxeService> services, Optional<Inet4Address> multicastGroup) {}

    /**
     * One item of the menu.
     *
     * @param firmware which machines see it, as in {@code boot-programs}
     * @param bootFile empty boots the local disk
     * @param lastLayer with layers the file name gets {@code .0} to {@code .<lastLayer>} behind it; -1 means none
     */
    public record PxeService(String origin, String firmware, String item, Optional<String> bootFile, int lastLayer) {}

    /**
     * What keeps clients from hurting each other.
     *
     * @param conflictCheck how long a new address is tried before it is given; 0 means not at all
     * @param declineProbation how long an address that a client found in use is not given
     * @param clientRate messages per second of one client that are answered; 0 means any number
     */
    public record Guard(Duration conflictCheck, Duration declineProbation, int clientRate) {}
}
