package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code /etc/modprobe.conf} and its older twin, which name the drivers of a machine on systems from before udev found them. */
public final class ModprobeConf {
    private static final List<String> FILES = List.of("/etc/modprobe.conf", "/etc/modules.conf");
    private static final Pattern OF_A_MACHINE = Pattern.compile(
            "\\s*(alias\\s+(eth\\d+|scsi_hostadapter\\d*)|install\\s+(scsi_hostadapter|ide-controller))\\b.*");

    private ModprobeConf() {}

    /** Names this machine's drivers where the system still reads such a file. */
    public static void adapt(SystemTree tree, List<String> disks, List<String> cards) throws IOException {
        for (String file : FILES) {
            Trace.edit(text -> adapt(text, disks, cards)).from(tree, file);
        }
    }

    /** Pure. @param cards the driver of each network card, in the order of the cards */
    static String adapt(String text, List<String> disks, List<String> cards) {
        StringBuilder out = new StringBuilder(text.lines()
                .filter(line -> !OF_A_MACHINE.matcher(line).matches())
                .map(line -> line + "\n")
                .collect(Collectors.joining()));
        if (!disks.isEmpty()) {
            out.append("install scsi_hostadapter ");
            disks.forEach(disk -> out.append("/sbin/modprobe ").append(disk).append("; "));
            out.append("/bin/true\n");
        }
        for (int i = 0; i < cards.size(); i++) {
            out.append("alias eth").append(i).append(' ').append(cards.get(i)).append('\n');
        }
        return out.toString();
    }
}
