package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.ByteSize;

/** Disk sizes, room, and what this host has to have. */
class HardwareTest {
    private static final long MIB = 1 << 20;
    private static final Function<String, OptionalLong> UNKNOWN = drive -> OptionalLong.empty();

    private static Map<String, Long> smallest() {
        Map<String, Long> smallest = new LinkedHashMap<>();
        smallest.put("sda", 900L);
        smallest.put("sdb", 50L);
        smallest.put("sdc", 3000L);
        return smallest;
    }

    @Test
    void disks_are_as_large_as_the_golden_drives_where_these_are_known() {
        assertThat(DiskSizes.of(
                        smallest(),
                        List.of(),
                        drive -> drive.equals("sdb") ? OptionalLong.of(500107862016L) : OptionalLong.empty()))
                .containsExactly(
                        new VirtualDisk("sda", 2048 * MIB),
                        new VirtualDisk("sdb", 500107862016L),
                        new VirtualDisk("sdc", 4096 * MIB));
    }

    @Test
    void given_sizes_count_in_order_and_the_last_for_all_others() {
        assertThat(DiskSizes.of(smallest(), List.of(ByteSize.parse("5GiB"), ByteSize.parse("6GiB")), UNKNOWN))
                .extracting(disk -> disk.bytes() / MIB)
                .containsExactly(5120L, 6144L, 6144L);
    }

    @Test
    void what_there_is_too_little_of_is_told_with_both_numbers() {
        Room room = Room.of(2, 1024, 8192 * MIB);
        assertThat(room.shortages(Path.of("/var/tmp"), 20000 * MIB, 4000 * MIB)).isEmpty();
        assertThat(room.shortages(Path.of("/var/tmp"), 19000 * MIB, 2000 * MIB))
                .containsExactly(
                        "/var/tmp has 19000 MiB free, and the machines' disks may take 19712 MiB: fewer machines (-n),"
                                + " or another place (--directory)",
                        "this host has 2000 MiB of memory free, and the machines take 2304 MiB: fewer machines (-n), or"
                                + " smaller ones (--memory)");
    }

    @Test
    void a_host_that_has_all_lacks_nothing() {
        assertThat(missing(Firmware.BIOS, DEBIAN)).isEmpty();
        assertThat(missing(Firmware.UEFI, DEBIAN)).isEmpty();
    }

    @Test
    void what_is_missing_is_told_with_the_package_that_brings_it() {
        assertThat(missing(Firmware.BIOS, Set.of()))
                .containsExactly(
                        "qemu-system-x86_64 is missing: apt install qemu-system-x86",
                        "ip is missing: apt install iproute2",
                        "/dev/net/tun is missing: modprobe tun",
                        "the boot ROM of the network card is missing: apt install ipxe-qemu");
        assertThat(missing(Firmware.UEFI, Set.of("/bin/ip", "/bin/qemu-system-x86_64", "/dev/net/tun")))
                .containsExactly("the firmware of UEFI machines (OVMF) is missing: apt install ovmf");
    }

    @Test
    void fedora_names_boot_roms_by_their_card_on_the_bus() {
        assertThat(missing(
                        Firmware.BIOS,
                        Set.of("/bin/ip", "/bin/qemu-system-x86_64", "/dev/net/tun", "/usr/share/ipxe/1af41000.rom")))
                .isEmpty();
    }

    private static final Set<String> DEBIAN = Set.of(
            "/bin/ip",
            "/bin/qemu-system-x86_64",
            "/dev/net/tun",
            "/usr/lib/ipxe/qemu/pxe-virtio.rom",
            "/usr/share/OVMF/OVMF_CODE_4M.fd",
            "/usr/share/OVMF/OVMF_VARS_4M.fd");

    private static List<String> missing(Firmware firmware, Set<String> files) {
        return new Requirements(path -> files.contains(path.toString()), List.of(Path.of("/sbin"), Path.of("/bin")))
                .missing(firmware, NetworkCard.VIRTIO).stream()
                        .map(Requirements.Missing::toString)
                        .toList();
    }
}
