package org.kaappliance.appliance.rehearse;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.kaappliance.config.LoadedSettings;

/**
 * The settings of a rehearsal's appliance: the administrator's own for what is cloned and what boots it, and the rehearsal's for the network,
 * the machines and the state. Pure.
 */
final class RehearsalSettings {
    /** What a rehearsal shares with the clone that it is the rehearsal of. */
    private static final List<String> SHARED =
            List.of("kit.", "clone.", "dhcp.boot-programs.", "tftp.root", "relay.encrypt", "relay.compression");

    /** Which disk of a real machine is taken means nothing on a virtual one. */
    private static final List<String> OF_REAL_DISKS = List.of("clone.disks", "clone.keep-disks");

    private static final String DEFAULT = "default";

    private RehearsalSettings() {}

    /**
     * The file's text.
     *
     * @param own what the administrator would clone with
     */
    static String text(LoadedSettings own, RehearsalFiles files, List<MachineName> machines) {
        String shared = own.effective().stream()
                .filter(setting -> !setting.origin().equals(DEFAULT))
                .filter(setting -> SHARED.stream().anyMatch(setting.key()::startsWith))
                .filter(setting -> OF_REAL_DISKS.stream().noneMatch(setting.key()::startsWith))
                .map(setting -> setting.key() + " = " + setting.value() + "\n")
                .collect(Collectors.joining());
        String known = machines.stream()
                .map(machine -> "  { mac = \"" + machine.mac() + "\", name = " + machine.text() + ", address = "
                        + machine.address() + " }\n")
                .collect(Collectors.joining());
        return shared
                + """
                interface = %s
                dhcp.mode = server
                dhcp.unknown-machines = silence
                state.directory = %s
                control.socket = %s
                # the screen and the serial line show both; an emulated clock may miss its ticks while the kernel tries it
                menu.kernel-arguments = "console=tty0 console=ttyS0,115200 quiet panic=10 no_timer_check"
                # by way of the ROM (0) it takes two seconds longer
                menu.local-boot = -1
                # virtual machines of a busy host stand still for a while
                relay.suspicion = 10 seconds
                relay.patience = 60 seconds
                machines = [
                %s]
                """.formatted(RehearsalNetwork.BRIDGE, quoted(files.state()), quoted(files.controlSocket()), known);
    }

    /** JSON's strings are HOCON's. */
    private static String quoted(Path path) {
        return TextNode.valueOf(path.toString()).toString();
    }
}
