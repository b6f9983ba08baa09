package org.kaappliance.dhcp.boot;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.dhcp.boot.BootClient.Loader;
import org.kaappliance.dhcp.boot.BootClient.Protocol;
import org.kaappliance.dhcp.boot.BootRequest.Addresses;

/**
 * {@code dhcp.boot-programs}, with every {@code auto} but that of {@code ipxe} resolved.
 *
 * @param programs kind of firmware to a file name, a URL, or {@code none}; {@code ipxe} may be {@code auto}
 * @param forIpxe what iPXE on a kind of firmware gets from the appliance instead of the program, when {@code ipxe} is {@code auto}
 * @param besideAnother the program where another server gives the addresses, for a kind whose program cannot boot there;
 *     {@code none} when nothing else is there
 * @param missing for a kind without a program, or without one there: what the host lacks, and what to do about it
 */
public record ProgramTable(
        Map<String, String> programs,
        Map<String, String> forIpxe,
        Map<String, String> besideAnother,
        Map<String, String> missing) {
    private static final String SETTING = "dhcp.boot-programs.";
    public static final String NONE = "none";
    public static final String AUTO = "auto";
    /** The script of ours that leads iPXE to the menu of its machine. */
    public static final String IPXE_SCRIPT = "boot.ipxe";

    public ProgramTable {
        programs = Map.copyOf(programs);
        forIpxe = Map.copyOf(forIpxe);
        besideAnother = Map.copyOf(besideAnother);
        missing = Map.copyOf(missing);
    }

    /** Without a host to look at: {@code auto} is nothing. */
    public ProgramTable(Map<String, String> programs) {
        this(named(programs), Map.of(), Map.of(), Map.of());
    }

    private static Map<String, String> named(Map<String, String> programs) {
        Map<String, String> named = new HashMap<>(programs);
        named.values().removeIf(AUTO::equals);
        return named;
    }

    /** The program for a client that may boot. */
    public BootDecision decide(BootClient client, Addresses addresses) {
        String ipxe = programs.getOrDefault(Firmware.IPXE.key(), AUTO);
        if (client.loader() != Loader.IPXE) {
            return ofFirmware(client, addresses);
        }
        return ipxe.equals(AUTO)
                ? script(client).map(BootDecision::own).orElseGet(() -> ofFirmware(client, addresses))
                : fitting(client, ipxe);
    }

    /** iPXE is not sent itself again, nor what it cannot run; what the settings name for the kind, {@code none} too, stays. */
    private Optional<String> script(BootClient client) {
        return client.keys().stream()
                .filter(key -> programs.containsKey(key) || forIpxe.containsKey(key) || isIpxe(key + "-http"))
                .findFirst()
                .filter(key -> forIpxe.containsKey(key) || isIpxe(programs.containsKey(key) ? key : key + "-http"))
                .map(key -> forIpxe.getOrDefault(key, IPXE_SCRIPT));
    }

    /** Of what was loaded over HTTP iPXE asks as the PXE client that it is. */
    private boolean isIpxe(String key) {
        return programs.containsKey(key) && IpxeBinary.is(programs.get(key));
    }

    private BootDecision ofFirmware(BootClient client, Addresses addresses) {
        return client.keys().stream()
                .filter(programs::containsKey)
                .findFirst()
                .map(key -> isMissing(key, addresses)
                        ? BootDecision.noProgram(
                                programs.get(key) + " does not boot beside another DHCP server", advice(client))
                        : fitting(client, program(key, addresses)))
                .orElseGet(() -> BootDecision.noProgram("no boot program for " + client, advice(client)));
    }

    private boolean isMissing(String key, Addresses addresses) {
        return addresses == Addresses.FROM_ANOTHER && NONE.equals(besideAnother.get(key));
    }

    private String program(String key, Addresses addresses) {
        return switch (addresses) {
            case FROM_US -> programs.get(key);
            case FROM_ANOTHER -> besideAnother.getOrDefault(key, programs.get(key));
        };
    }

    private String advice(BootClient client) {
        return client.keys().stream()
                .filter(missing::containsKey)
                .findFirst()
                .map(missing::get)
                .orElse("set " + SETTING + client.name() + " to a program, or to none");
    }

    /** {@code Boot} if the client can load this and come on, else why not. A file name becomes a URL for who needs one. */
    public static BootDecision fitting(BootClient client, String file) {
        if (file.equals(NONE)) {
            return BootDecision.noProgram("boot program none for " + client);
        }
        if (client.loader() == Loader.IPXE && IpxeBinary.is(file)) {
            return BootDecision.noProgram(
                    "iPXE is not sent " + file + " again",
                    "set " + SETTING + "ipxe to what iPXE is to do, e.g. a script");
        }
        boolean url = file.contains("://");
        if (client.protocol() != Protocol.HTTP && url && client.loader() != Loader.IPXE) {
            return BootDecision.noProgram(
                    client + " loads files by TFTP only, not " + file,
                    "set " + SETTING + client.name() + " to a file name");
        }
        return BootDecision.boot(file);
    }
}
