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
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.LuksKey;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.StorageLayer.LuksContainer;
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

    @Test
    void an_encrypted_container_without_a_key_and_tools_that_stage_2_lacks_are_refused_by_name() throws Exception {
        ClonePlan seed = Plans.seedWith(BootLoader.NONE);
        LuksContainer luks = new LuksContainer(new DeviceName("sda5"), "home", Optional.empty());

        assertThatThrownBy(() -> describe(seed, luks))
                .hasMessage("the description has no key for the encrypted container on sda5");
        assertThatThrownBy(() -> describe(seed, luks.with(new LuksKey("secret"))))
                .hasMessageContaining("stage 2 lacks")
                .hasMessageContaining("cryptsetup")
                .hasMessageEndingWith("install what `kit build` names on the appliance, and build the kit again");
    }

    private void describe(ClonePlan seed, LuksContainer luks) throws Exception {
        DiskPlan disks =
                new DiskPlan(seed.disks().drives(), List.of(luks), seed.disks().volumes());
        byte[] order = new ClonePlan(disks, seed.content(), seed.finish(), List.of()).encode("j1", Set.of(MAC));
        describe(order, false);
    }

    private void describe(BootLoader bootLoader, boolean uefi) throws Exception {
        describe(Plans.seedWith(bootLoader).encode("j1", Set.of(MAC)), uefi);
    }

    private void describe(byte[] order, boolean uefi) throws Exception {
        Sessions sessions = new TestSessions(Map.of("kainstall1-j1", () -> new ByteArrayInputStream(order)));
        Machine machine = new TestMachine(List.of(), Optional.empty(), uefi);
        new DescriptionStep(sessions, "j1", MAC, machine).run(new Clone(noTools, "/mnt/disk"));
    }
}
