package org.kaappliance.appliance.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QemuCommandTest {
    private static final RehearsalFiles FILES = new RehearsalFiles(Path.of("/var/tmp/a,b"), Path.of("/run/r"));
    private static final UefiImages OVMF = new UefiImages(Path.of("/ovmf/code"), Path.of("/ovmf/vars"));

    @Test
    void a_bios_machine_boots_from_its_cards_rom_first_and_from_its_disk_second() {
        assertThat(line(Firmware.BIOS, NetworkCard.VIRTIO, Accelerator.TCG, new VirtualDisk("sda", 1 << 30)))
                .isEqualTo("qemu-system-x86_64 -name vm2 -nodefaults -no-user-config"
                        + " -accel tcg -cpu max,la57=off -smp 1 -m 768 -machine pc -device VGA -display none"
                        + " -chardev file,id=console,path=/var/tmp/a,,b/vm2.console -serial chardev:console"
                        + " -qmp unix:/run/r/vm2.qmp,server=on,wait=off"
                        + " -netdev tap,id=net0,ifname=tap2,script=no,downscript=no"
                        + " -device virtio-net-pci,netdev=net0,mac=52:54:00:6b:61:02,bootindex=1"
                        + " -device ahci,id=sata0"
                        + " -drive if=none,id=disk0,format=raw,cache=unsafe,discard=unmap,detect-zeroes=unmap,"
                        + "file=/var/tmp/a,,b/vm2-sda.raw"
                        + " -device ide-hd,bus=sata0.0,drive=disk0,serial=KA-vm2-0,bootindex=2"
                        + " -device virtio-rng-pci");
    }

    @Test
    void a_uefi_machine_has_variables_of_its_own_and_a_card_without_a_rom() {
        assertThat(line(Firmware.UEFI, NetworkCard.E1000E, Accelerator.KVM, new VirtualDisk("vda", 1 << 30)))
                .contains(
                        " -accel kvm -cpu host ",
                        " -machine q35 -drive if=pflash,format=raw,unit=0,readonly=on,file=/ovmf/code"
                                + " -drive if=pflash,format=raw,unit=1,file=/var/tmp/a,,b/vm2.vars"
                                + " -fw_cfg name=opt/org.tianocore/IPv6PXESupport,string=n ",
                        " -device e1000e,netdev=net0,mac=52:54:00:6b:61:02,bootindex=1,romfile= ");
    }

    @Test
    void disks_are_connected_as_the_golden_drives_are_called_and_boot_in_their_order() {
        String line = line(
                Firmware.BIOS,
                NetworkCard.E1000,
                Accelerator.TCG,
                new VirtualDisk("nvme0n1", 1),
                new VirtualDisk("vda", 1),
                new VirtualDisk("cciss/c0d0", 1));
        assertThat(line)
                .contains(
                        "-device nvme,drive=disk0,serial=KA-vm2-0,bootindex=2 ",
                        "-device virtio-blk-pci,drive=disk1,serial=KA-vm2-1,bootindex=3 ",
                        "file=/var/tmp/a,,b/vm2-cciss!c0d0.raw -device ide-hd,bus=sata0.0,drive=disk2,serial=KA-vm2-2,bootindex=4 ");
    }

    @Test
    void a_seventh_sata_disk_has_a_controller_of_its_own() {
        VirtualDisk[] disks = new VirtualDisk[7];
        Arrays.setAll(disks, i -> new VirtualDisk("sd" + (char) ('a' + i), 1));
        assertThat(line(Firmware.BIOS, NetworkCard.E1000, Accelerator.TCG, disks))
                .contains("bus=sata0.5,drive=disk5", "-device ahci,id=sata1 ", "bus=sata1.0,drive=disk6");
    }

    private static String line(Firmware firmware, NetworkCard card, Accelerator accelerator, VirtualDisk... disks) {
        VirtualHardware hardware = new VirtualHardware(firmware, card, 768, List.of(disks));
        Optional<UefiImages> uefi = firmware == Firmware.UEFI ? Optional.of(OVMF) : Optional.empty();
        return String.join(" ", new QemuCommand(hardware, FILES, accelerator, uefi).of(new MachineName(2)));
    }
}
