package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.config.MacAddress;

class DescriptionStepTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");

    @TempDir
    Path noTools;

    @Test
    void a_machine_that_uefi_started_keeps_its_disks_because_grub_for_a_bios_would_not_start_it() {
        assertThatThrownBy(() -> describe(BootLoader.GRUB, true))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith("this machine was started by UEFI firmware");
    }

    @Test
    void without_a_boot_loader_the_firmware_does_not_matter() {
        assertThatThrownBy(() -> describe(BootLoader.NONE, true)).hasMessageStartingWith("stage 2 lacks");
        assertThatThrownBy(() -> describe(BootLoader.GRUB, false)).hasMessageStartingWith("stage 2 lacks");
    }

    private void describe(BootLoader bootLoader, boolean uefi) throws Exception {
        byte[] order = Plans.seedWith(bootLoader).encode("j1", Set.of(MAC));
        Sessions sessions = new TestSessions(Map.of("kainstall1-j1", () -> new ByteArrayInputStream(order)));
        Machine machine = new TestMachine(List.of(), Optional.empty(), uefi);
        new DescriptionStep(sessions, "j1", MAC, machine).run(new Clone(noTools, "/mnt/disk"));
    }
}
