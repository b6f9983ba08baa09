package org.kaappliance.appliance.migrate;

import java.util.List;

/**
 * What a file of another program comes to.
 *
 * @param settings HOCON with comments, to be used as {@code --config}
 * @param findings in the order of the lines
 */
public record Import(String settings, List<Finding> findings) {

    /** What the settings do not do. */
    public List<Finding> lost() {
        return findings.stream()
                .filter(finding -> finding.kind() == Finding.Kind.LOST)
                .toList();
    }
}
