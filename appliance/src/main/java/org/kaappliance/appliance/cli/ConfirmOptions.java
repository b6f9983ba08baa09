package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.appliance.job.JobOrder;
import picocli.CommandLine.Option;

/** The serial numbers of the disks that may be written. */
final class ConfirmOptions {
    /** What picocli gives for the option without a value. */
    private static final String ASK = "?";

    @Option(
            names = "--confirm-disk",
            arity = "0..1",
            fallbackValue = ASK,
            paramLabel = "NODE=SERIAL",
            description =
                    "ask for the serial number of each machine's disk (of each of its disks that are written), or take it from"
                            + " here, given several times; a machine that has another disk there refuses before it writes anything")
    private List<String> confirmed = List.of();

    /** Who is asked. */
    @FunctionalInterface
    interface Question {
        /** What was typed; empty when there is nobody, or nothing was said. */
        Optional<String> ask(String question);
    }

    /** By what was written for the machine. */
    Map<String, List<String>> said() {
        Map<String, List<String>> said = new TreeMap<>();
        for (String one : confirmed) {
            int equals = one.indexOf('=');
            if (one.equals(ASK)) {
                continue;
            }
            String serial = one.substring(equals + 1).trim();
            if (equals < 1 || serial.isEmpty()) {
                throw new UsageException("--confirm-disk: expected NODE=SERIAL, found " + one
                        + " (to be asked, say --confirm-disk last)");
            }
            said.computeIfAbsent(one.substring(0, equals), node -> new ArrayList<>())
                    .add(serial);
        }
        return said;
    }

    /**
     * What was said of the plan's disks, with a serial number for every one that is written when that is wanted.
     *
     * @throws UsageException when one is missing and nobody can be asked
     */
    JobOrder.Disks complete(AgreedPlan plan, Question question) throws JsonProcessingException {
        JobOrder.Disks disks = plan.disks();
        if (confirmed.isEmpty()) {
            return disks;
        }
        List<AgreedPlan.Machine> missing = plan.unconfirmed();
        if (!confirmed.contains(ASK) && !missing.isEmpty()) {
            throw new UsageException("--confirm-disk: no serial number for "
                    + missing.stream().map(AgreedPlan.Machine::name).collect(Collectors.joining(", "))
                    + ": say --confirm-disk " + missing.get(0).name()
                    + "=SERIAL, or --confirm-disk alone to be asked");
        }
        for (AgreedPlan.Machine machine : missing) {
            disks = disks.confirming(
                    machine.mac(), serials(machine, plan.drives().size(), question));
        }
        return disks;
    }

    private static List<String> serials(AgreedPlan.Machine machine, int disks, Question question) {
        String what = disks == 1
                ? "Serial number of the disk of %s that is written: "
                : "Serial numbers of the " + disks + " disks of %s that are written, with commas: ";
        String typed = question.ask(String.format(what, machine.name() + " (" + machine.mac() + ")"))
                .orElseThrow(() -> new UsageException("--confirm-disk: no serial number for " + machine.name()
                        + "; nothing was armed, nothing was written"));
        List<String> serials = Stream.of(typed.split(","))
                .map(String::trim)
                .filter(serial -> !serial.isEmpty())
                .toList();
        if (serials.isEmpty()) {
            throw new UsageException("--confirm-disk: '" + typed + "' has no serial number for " + machine.name()
                    + "; nothing was armed, nothing was written");
        }
        return serials;
    }
}
