package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.Architecture;

/**
 * Something that happened to a machine.
 *
 * @param address the machine's; empty when it has none
 * @param vendorClass option 60, escaped and cut; empty text when it was not sent
 * @param hostName option 12, escaped and cut; empty text when it was not sent
 * @param architecture empty when the machine does not boot from the network
 * @param bootFile what it was told to boot; empty when nothing
 */
public record DhcpEvent(
        Instant at,
        Kind kind,
        MacAddress mac,
        Optional<Inet4Address> address,
        String vendorClass,
        String hostName,
        Optional<Architecture> architecture,
        Optional<String> bootFile) {

    /**
     * For the log: {@code 52:54:00:77:00:01 (node1) acked-pxe 10.0.1.111 BIOS: pxelinux.0}.
     *
     * @param name empty text when the machine has none
     * @param detail firmware and boot file, or whatever else there is to say
     */
    public String line(String name, String detail) {
        String machine = name.isEmpty() || name.equals(mac.toString()) ? mac.toString() : mac + " (" + name + ")";
        String step = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String where = address.map(Inet4Address::getHostAddress).orElse("-");
        return String.join(" ", machine, step, where, detail).strip();
    }

    public enum Kind {
        /** An address was offered; nothing is certain yet. */
        OFFERED,
        /** An address is given to firmware that boots from the network: one a boot of the machine. */
        ACKED_PXE,
        /** An address is given, or renewed, to a system that runs (stage 1 included: see the vendor class). */
        ACKED_PLAIN,
        /** A BOOTP client was told its address; that says nothing about what it boots. */
        ACKED_BOOTP,
        /** The boot server on port 4011 named the boot program. */
        BOOT_SERVER_ACKED,
        /** The boot program was named beside the offer of another server; nothing is certain yet. */
        PROXY_OFFERED,
        /**
         * Firmware that was named its boot program here takes its address from another server, the address of this event:
         * one a boot of the machine.
         */
        PROXY_BOOT,
        /**
         * A system that runs asks another server for an address, without any PXE option: what {@link #ACKED_PLAIN} is
         * where this appliance gives the addresses.
         */
        SEEN_PLAIN,
        /** A request was refused; the machine starts over. */
        NAKED,
        /** The machine gave its address back. */
        RELEASED,
        /** The machine found its address in use by somebody else. */
        DECLINED,
        /** A machine with an address of its own asked for the rest. */
        INFORMED
    }
}
