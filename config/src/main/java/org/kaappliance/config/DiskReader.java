package org.kaappliance.config;

import java.util.List;
import java.util.Map;

/** Reads what the settings say of disks: for all machines under {@code clone}, of one under the {@code clone} of its own. */
final class DiskReader {
    private final SettingsReader reader;

    DiskReader(SettingsReader reader) {
        this.reader = reader;
    }

    /** Of all machines: serial numbers are one machine's. */
    DiskSettings ofAll() {
        return new DiskSettings(drives(), kept(), List.of());
    }

    DiskSettings ofOne() {
        return new DiskSettings(drives(), kept(), reader.oneOrMore("clone.confirm-disk", DiskReader::serial));
    }

    private List<String> kept() {
        return reader.oneOrMore("clone.keep-disks", DiskReader::rule);
    }

    private Map<String, List<String>> drives() {
        Map<String, List<String>> drives = reader.oneOrMoreEach("clone.disks", DiskReader::rule);
        drives.keySet().stream()
                .filter(drive -> !drive.matches("[A-Za-z0-9][A-Za-z0-9/_-]*"))
                .forEach(drive -> reader.problem(
                        "clone.disks", "expected a drive of the golden node, e.g. sda, found \"" + drive + '"'));
        return drives;
    }

    private static String rule(String text) {
        DiskCondition.parseAll(text);
        return text;
    }

    private static String serial(String text) {
        if (text.isBlank() || !text.equals(text.trim())) {
            throw new IllegalArgumentException("expected a serial number without blanks around, found \"" + text + '"');
        }
        return ValueRules.oneLine(text);
    }
}
