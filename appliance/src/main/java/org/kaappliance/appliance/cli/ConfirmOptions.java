package org.kaappliance.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The serial numbers of the disks that may be written. */
final class ConfirmOptions {
    /** What picocli gives for the option without a value. */
    private static final String ASK = "";

    @Option(
            names = "--confirm-disk",
            arity = "0..1",
            fallbackValue = ASK,
            paramLabel = "NODE=SERIAL",
            description = {
                "ask for the serial number of each machine's disk (of each of its disks that are written), or take it from here, given",
                "several times; a machine that has another disk there refuses before it writes anything"
            })
    private List<String> confirmed = List.of();

    /** Whether every machine must be confirmed. */
    boolean wanted() {
        return !confirmed.isEmpty();
    }

    /** Whether to ask for what was not given. */
    boolean asks() {
        return confirmed.contains(ASK);
    }

    /** By what was written for the machine. */
    Map<String, List<String>> said() {
        Map<String, List<String>> said = new TreeMap<>();
        for (String one : confirmed) {
            int equals = one.indexOf('=');
            if (one.equals(ASK)) {
                continue;
            }
            if (equals < 1 || equals == one.length() - 1) {
                throw new UsageException("--confirm-disk: expected NODE=SERIAL, found " + one);
            }
            said.computeIfAbsent(one.substring(0, equals), node -> new ArrayList<>())
                    .add(one.substring(equals + 1).trim());
        }
        return said;
    }
}
