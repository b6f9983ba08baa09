package org.kaappliance.appliance.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.appliance.job.JobOrder;
import org.kaappliance.clientkit.golden.DiskRule;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is said of the machines' disks. */
final class DiskOptions {
    /** The node may be a hardware address, with colons; a drive has none. What stands behind the first {@code =} may have both. */
    private static final Pattern RULE = Pattern.compile("(?:(?<node>[^=]+):)?(?<drive>[^=:]+)=(?<rule>.*)");

    @Option(
            names = "--disk",
            paramLabel = "[NODE:]DRIVE=RULE",
            description =
                    "which disk of the machines (of NODE: a name, hardware address, group or pattern) becomes DRIVE: size>=200GB,"
                            + " size<=, size= (within 1 %%), serial=, model=, wwn=, path=, name=, or several with commas; * and ? stand"
                            + " for any text and any character. DRIVE - stands for disks that are never written. May be given several"
                            + " times; comes before machines[].clone.disks and clone.disks")
    private List<String> rules = List.of();

    @Mixin
    private ConfirmOptions confirm;

    /** What was said; which machines the names mean is found out by the appliance. */
    JobOrder.Disks disks() {
        return new JobOrder.Disks(rules.stream().map(DiskOptions::rule).toList(), confirm.said());
    }

    /** Whom the serial numbers are asked of. */
    ConfirmOptions confirm() {
        return confirm;
    }

    private static JobOrder.Rule rule(String text) {
        Matcher m = RULE.matcher(text);
        if (!m.matches()) {
            throw new UsageException(
                    "--disk: expected DRIVE=RULE or NODE:DRIVE=RULE, e.g. sda=size>=200GB, found " + text);
        }
        String drive = m.group("drive").replaceFirst("^/dev/", "");
        try {
            DiskRule rule = DiskRule.parse(JobOrder.Rule.EVERY, drive, m.group("rule"));
            return new JobOrder.Rule(
                    m.group("node") == null ? JobOrder.Rule.EVERY : m.group("node"), drive, rule.text());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--disk " + text + ": " + e.getMessage());
        }
    }
}
