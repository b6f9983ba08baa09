package org.kaappliance.appliance.rehearse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line of a machine: network card first, disks behind it, first serial line into a file, a screen that nobody sees but that can be
 * photographed, QMP on a socket. Pure.
 */
final class QemuCommand {
    static final String PROGRAM = "qemu-system-x86_64";

    /** An AHCI controller has no more. */
    private static final int SATA_PORTS = 6;

    private final VirtualHardware hardware;
    private final RehearsalFiles files;
    private final Accelerator accelerator;
    private final Optional<UefiImages> uefi;

    /** @param uefi present for {@link Firmware#UEFI} */
    QemuCommand(VirtualHardware hardware, RehearsalFiles files, Accelerator accelerator, Optional<UefiImages> uefi) {
        this.hardware = hardware;
        this.files = files;
        this.accelerator = accelerator;
        this.uefi = uefi;
    }

    List<String> of(MachineName machine) {
        List<String> line =
                new ArrayList<>(List.of(PROGRAM, "-name", machine.text(), "-nodefaults", "-no-user-config"));
        line.addAll(accelerator.arguments());
        line.addAll(List.of("-smp", "1", "-m", Integer.toString(hardware.memoryMib())));
        line.addAll(firmware(machine));
        line.addAll(List.of("-device", "VGA", "-display", "none"));
        line.addAll(List.of("-chardev", "file,id=console,path=" + escaped(files.console(machine))));
        line.addAll(List.of("-serial", "chardev:console"));
        line.addAll(List.of("-qmp", "unix:" + escaped(files.monitor(machine)) + ",server=on,wait=off"));
        line.addAll(network(machine));
        line.addAll(disks(machine));
        line.addAll(List.of("-device", "virtio-rng-pci"));
        return List.copyOf(line);
    }

    /** OVMF boots from the network by itself, and so without a ROM; PXE over IPv6 would cost it more than a minute. */
    private List<String> firmware(MachineName machine) {
        return switch (hardware.firmware()) {
            case BIOS -> List.of("-machine", "pc");
            case UEFI ->
                List.of(
                        "-machine",
                        "q35",
                        "-drive",
                        "if=pflash,format=raw,unit=0,readonly=on,file="
                                + escaped(uefi.orElseThrow().code()),
                        "-drive",
                        "if=pflash,format=raw,unit=1,file=" + escaped(files.firmwareVariables(machine)),
                        "-fw_cfg",
                        "name=opt/org.tianocore/IPv6PXESupport,string=n");
        };
    }

    private List<String> network(MachineName machine) {
        String rom = hardware.firmware() == Firmware.UEFI ? ",romfile=" : "";
        return List.of(
                "-netdev",
                "tap,id=net0,ifname=" + machine.tap() + ",script=no,downscript=no",
                "-device",
                hardware.card().device() + ",netdev=net0,mac=" + machine.mac() + ",bootindex=1" + rom);
    }

    /** What is lost when the host fails is a rehearsal: nothing is flushed. Zeros that a system writes cost no room. */
    private List<String> disks(MachineName machine) {
        List<String> line = new ArrayList<>();
        int sata = 0;
        for (int index = 0; index < hardware.disks().size(); index++) {
            VirtualDisk disk = hardware.disks().get(index);
            String id = "disk" + index;
            if (disk.bus() == VirtualDisk.Bus.SATA && sata % SATA_PORTS == 0) {
                line.addAll(List.of("-device", "ahci,id=sata" + sata / SATA_PORTS));
            }
            line.addAll(List.of(
                    "-drive",
                    "if=none,id=" + id + ",format=raw,cache=unsafe,discard=unmap,detect-zeroes=unmap,file="
                            + escaped(files.disk(machine, disk))));
            String behind = ",drive=" + id + ",serial=KA-" + machine.text() + "-" + index + ",bootindex=" + (index + 2);
            line.add("-device");
            line.add(
                    switch (disk.bus()) {
                        case SATA -> "ide-hd,bus=sata" + sata / SATA_PORTS + "." + sata % SATA_PORTS + behind;
                        case VIRTIO -> "virtio-blk-pci" + behind;
                        case NVME -> "nvme" + behind;
                    });
            sata += disk.bus() == VirtualDisk.Bus.SATA ? 1 : 0;
        }
        return line;
    }

    /** QEMU's options are separated by commas; a comma inside is written twice. */
    private static String escaped(Path path) {
        return path.toString().replace(",", ",,");
    }
}
