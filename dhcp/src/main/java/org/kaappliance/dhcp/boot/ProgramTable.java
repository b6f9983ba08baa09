package org.kaappliance.dhcp.boot;

import java.util.Map;
import java.util.Optional;
import org.kaappliance.dhcp.boot.BootClient.Loader;
import org.kaappliance.dhcp.boot.BootClient.Protocol;

/** {@code dhcp.boot-programs}: kind of firmware to a file name, a URL, {@code none} or {@code auto}. */
public record ProgramTable(Map<String, String> programs) {
    private static final String SETTING = "dhcp.boot-programs.";
    public static final String NONE = "none";
    public static final String AUTO = "auto";

    public ProgramTable {
        programs = Map.copyOf(programs);
    }

    /** The program for a client that may boot. */
    public BootDecision decide(BootClient client) {
        String ipxe = programs.getOrDefault(Firmware.IPXE.key(), AUTO);
        Optional<String> program = client.loader() == Loader.IPXE && !ipxe.equals(AUTO)
                ? Optional.of(ipxe)
                : client.keys().stream()
                        .filter(programs::containsKey)
                        .findFirst()
                        .map(programs::get);
        return program.map(file -> fitting(client, file))
                .orElseGet(() -> BootDecision.noProgram(
                        "no boot program for " + client,
                        "set " + SETTING + client.name() + " to a program, or to none"));
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
