package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDrivesTest {
    private static final String NONE = ": it is no partition and no whole drive";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vg0/win",
                "md0",
                "mapper/win",
                "dm-0",
                "loop0",
                "sr0",
                "mmcblk0boot0",
                "nvme0",
                "cciss/c0",
                "sda/x"
            })
    void what_is_no_whole_drive_becomes_none(String name) {
        DeviceName device = new DeviceName(name);
        RawParts asked = new RawParts(List.of(), List.of(), List.of(device));
        RawParts image = new RawParts(
                List.of(), List.of(), List.of(), List.of(new RawParts.Image(device, Path.of("/nowhere/win.img"))));

        assertThatThrownBy(() -> ImageDrives.read(request(asked))).hasMessageContaining("-D " + name + NONE);
        assertThatThrownBy(() -> ImageDrives.read(request(image))).hasMessageContaining("--image " + name + NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sda", "hdb", "vdaa", "xvdc", "nvme0n1", "mmcblk1", "cciss/c0d1"})
    void the_name_of_a_whole_drive_is_one(String name) {
        assertThat(new DeviceName(name).isDrive()).isTrue();
    }

    @Test
    void a_partition_is_no_drive() {
        assertThat(List.of("sda1", "nvme0n1p2", "mmcblk0p1", "cciss/c0d0p1"))
                .noneMatch(name -> new DeviceName(name).isDrive());
    }

    private static CloneRequest request(RawParts raw) {
        return new CloneRequest(Path.of("/"), List.of(), Set.of(), List.of(), BootLoader.NONE, raw, Verify.FULL);
    }
}
